package dev.kagemusha.protocol.xml;

import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.shape.Shapes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.LocationTrait;

import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whose fault a document is that cannot be read. */
class XmlReaderTest {
    /** A structure of a number and of a text whose setter is broken. */
    private static final class Broken implements SdkPojo {
        private static final SdkField<Integer> NUMBER = SdkField.builder(MarshallingType.INTEGER)
                .memberName("Number")
                .getter(pojo -> ((Broken) pojo).number)
                .setter((pojo, value) -> ((Broken) pojo).number = value)
                .traits(location("Number"))
                .build();
        private static final SdkField<String> TEXT = SdkField.builder(MarshallingType.STRING)
                .memberName("Text")
                .getter(pojo -> null)
                .setter((pojo, value) -> {
                    throw new IllegalArgumentException("a bug");
                })
                .traits(location("Text"))
                .build();

        private Integer number;

        private static LocationTrait location(String name) {
            return LocationTrait.builder()
                    .location(MarshallLocation.PAYLOAD)
                    .locationName(name)
                    .unmarshallLocationName(name)
                    .build();
        }

        @Override
        public List<SdkField<?>> sdkFields() {
            return List.of(NUMBER, TEXT);
        }

        @Override
        public boolean equalsBySdkFields(Object other) {
            return other == this;
        }
    }

    private static Broken read(String document) throws SerializationException {
        Broken read = new Broken();
        new XmlReader().read(document.getBytes(StandardCharsets.UTF_8), "R", new Shapes().of(read), read);
        return read;
    }

    @Test
    void readsWhatIsWellFormed() throws SerializationException {
        assertThat(read("<R><Number> 7 </Number></R>").number).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<",
                "<R>",
                "<S/>",
                "<R/><R/>",
                "<R><Number>x</Number></R>",
                "<R><Number><a/></Number></R>",
                "<R><Number>99999999999</Number></R>",
                "<R>&x;</R>",
                "<!DOCTYPE R><R/>",
                "<?xml version='1.0' encoding='x'?><R/>",
                "<?xml version='9'?><R/>",
                "<R a='1' a='2'/>",
                "<a:R/>",
                "<R>\u0000</R>",
                "<R><![CDATA[</R>"
            })
    void refusesWhatIsNot(String document) {
        assertThatThrownBy(() -> read(document)).isInstanceOf(SerializationException.class);
    }

    @Test
    void aBugIsNotTheClientsFault() {
        assertThatThrownBy(() -> read("<R><Text>a</Text></R>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a bug");
    }
}
