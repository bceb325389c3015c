/** Lists as requests give them, and whom they grant what. */
@NullMarked
package dev.kagemusha.s3.acl;

import org.jspecify.annotations.NullMarked;
