/** The store against models, threads and kills. Start reading at {@code RocksStateStoreTest}. */
@NullMarked
package dev.kagemusha.state.rocks;

import org.jspecify.annotations.NullMarked;
