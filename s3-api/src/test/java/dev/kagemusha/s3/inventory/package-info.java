/** Tests of inventories. */
@NullMarked
package dev.kagemusha.s3.inventory;

import org.jspecify.annotations.NullMarked;
