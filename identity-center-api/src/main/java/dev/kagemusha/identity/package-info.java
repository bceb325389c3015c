/** IAM Identity Center and the services under it; so far STS. */
@NullMarked
package dev.kagemusha.identity;

import org.jspecify.annotations.NullMarked;
