package dev.kagemusha.testkit.control;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class JsonTest {
    @Test
    void readsEveryKindOfValue() {
        assertThat(Json.read("""
                        { "text": "a\\"b\\\\c\\n\\u00e9", "whole": -12, "broken": 1.5e3, "yes": true, "no": false,
                          "none": null, "list": [1, [], {}], "empty": "" }
                        """)).isEqualTo(new java.util.LinkedHashMap<String, Object>() {
            private static final long serialVersionUID = 1;

            {
                put("text", "a\"b\\c\né");
                put("whole", -12L);
                put("broken", 1500.0);
                put("yes", true);
                put("no", false);
                put("none", null);
                put("list", Arrays.asList(1L, List.of(), Map.of()));
                put("empty", "");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,]", "{\"a\":1,}", "{\"a\"}", "[1 2]", "nothing", "\"open", "1 1", "\"\\u00\""})
    void refusesWhatIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read(text)).withMessageStartingWith("not JSON");
    }

    @Test
    void readsWhatItWrites() {
        Map<String, Object> object =
                Map.of("text", "\"\\\n\u0001é", "number", 7L, "flag", true, "object", Map.of("a", 0.5));
        assertThat(Json.read(Json.write(object))).isEqualTo(object);
    }
}
