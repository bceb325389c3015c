package dev.kagemusha.http.netty;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class SharesTest {
    @Test
    void givesEachBodyAnEqualPart() {
        Shares shares = new Shares(1 << 20, 512 << 10);
        shares.enter();
        assertThat(shares.bytes()).isEqualTo(512 << 10);
        shares.enter();
        shares.enter();
        shares.enter();
        assertThat(shares.bytes()).isEqualTo(256 << 10);
        shares.leave();
        shares.leave();
        assertThat(shares.bytes()).isEqualTo(512 << 10);
    }

    @Test
    void leavesEachBodyEnoughToMove() {
        Shares shares = new Shares(1 << 20, 512 << 10);
        for (int i = 0; i < 1000; i++) {
            shares.enter();
        }
        assertThat(shares.bytes()).isEqualTo(32 << 10);
    }
}
