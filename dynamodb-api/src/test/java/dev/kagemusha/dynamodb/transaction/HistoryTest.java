package dev.kagemusha.dynamodb.transaction;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryTest {
    /** Of a register: what was written or read. */
    private record Access(boolean write, int value) {
        @Nullable
        Integer from(Integer state) {
            return write ? Integer.valueOf(value) : state == value ? state : null;
        }
    }

    private final History<Integer, Access> history = new History<>((state, access) -> access.from(state));

    private void write(int value, long start, long end) {
        history.add(new Access(true, value), start, end);
    }

    private void read(int value, long start, long end) {
        history.add(new Access(false, value), start, end);
    }

    @Test
    void allowsEitherOrderOfWhatOverlaps() {
        write(1, 0, 10);
        read(0, 1, 5);
        read(1, 6, 9);
        assertThat(history.isLinearizable(0)).isTrue();
    }

    @Test
    void findsAReadOfTheForgotten() {
        write(1, 0, 10);
        read(0, 11, 12);
        assertThat(history.isLinearizable(0)).isFalse();
    }

    @Test
    void findsReadsThatGoBack() {
        write(1, 0, 10);
        read(1, 1, 2);
        read(0, 3, 4);
        assertThat(history.isLinearizable(0)).isFalse();
    }

    @Test
    void goesBackOnAWrongTurn() {
        write(1, 0, 10);
        write(2, 0, 10);
        read(1, 11, 12);
        write(3, 13, 20);
        read(1, 13, 14);
        read(3, 21, 22);
        assertThat(history.isLinearizable(0)).isTrue();
    }
}
