package dev.kagemusha.s3.event;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ObjectEventTest {
    @ParameterizedTest
    @EnumSource(Happening.class)
    void isReadAsItWasWritten(Happening what) {
        ObjectEvent event = new ObjectEvent(
                what, "ключ/\u0001 👘", null, 5L << 40, "e", "d", new Origin("AWS:AIDA", "1", "127.0.0.1", "R"));
        assertThat(ObjectEvent.decode(event.encode())).isEqualTo(event);
        ObjectEvent versioned = new ObjectEvent(what, "k", "v", 0, "", "", Origin.service("R"));
        assertThat(ObjectEvent.decode(versioned.encode())).isEqualTo(versioned);
    }
}
