package dev.kagemusha.s3.object;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class EncodedWordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            plain =?_ text               | plain =?_ text
            MiniÃ¶                       | =?UTF-8?Q?Mini=C3=83=C2=B6?=
            Ã¶                           | =?UTF-8?B?w4PCtg==?=
            Hello Worldé                 | =?UTF-8?Q?Hello_World=C3=A9?=
            a_b=c?é                      | =?UTF-8?Q?a=5Fb=3Dc=3F=C3=A9?=
            aé                           | =?UTF-8?B?YcOp?=
            """)
    void areChosenByHowMuchIsAscii(String text, String encoded) {
        assertThat(EncodedWords.encode(text)).isEqualTo(encoded);
    }

    @Test
    void breakInHalvesAndNeverInACharacter() {
        String text = "é" + "x".repeat(70);
        assertThat(EncodedWords.encode(text))
                .isEqualTo("=?UTF-8?Q?=C3=A9" + "x".repeat(34) + "?= =?UTF-8?Q?" + "x".repeat(36) + "?=");
        String flags = "\uD83D\uDE00".repeat(33);
        assertThat(EncodedWords.decode(EncodedWords.encode(flags))).isEqualTo(flags);
    }

    @Test
    void leaveMetadataOfAsciiAsItIs() {
        Map<String, String> plain = Map.of("a", "b");
        assertThat(EncodedWords.encode(plain)).isSameAs(plain);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            =?UTF-8?Q?a_b=3D?=                 | a b=
            =?iso-8859-1?q?caf=E9?= au lait    | café au lait
            =?UTF-8?B?YQ==?=  =?UTF-8?B?Yg==?= | ab
            x =?UTF-8?Q?y?= =?UTF-8?Q?z?= w    | x yz w
            =?UTF-8?B?not*base64?=             | =?UTF-8?B?not*base64?=
            =?UTF-8?Q?=ZZ?=                    | =?UTF-8?Q?=ZZ?=
            =?nosuch?Q?a?=                     | =?nosuch?Q?a?=
            =?UTF-8?X?a?=                      | =?UTF-8?X?a?=
            =??=                               | =??=
            =?                                 | =?
            =?a?b?=                            | =?a?b?=
            """)
    void areReadWhereTheyCanBe(String encoded, String text) {
        assertThat(EncodedWords.decode(encoded)).isEqualTo(text);
    }

    @Test
    void giveBackWhateverTheyWereMadeOf() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder("é");
            int length = random.nextInt(120);
            for (int i = 0; i < length; i++) {
                int c = random.nextInt(3) == 0 ? random.nextInt(0x3000) : ' ' + random.nextInt(95);
                text.appendCodePoint(c);
            }
            assertThat(EncodedWords.decode(EncodedWords.encode(text.toString())))
                    .as("seed %d", seed)
                    .isEqualTo(text.toString());
        }
    }
}
