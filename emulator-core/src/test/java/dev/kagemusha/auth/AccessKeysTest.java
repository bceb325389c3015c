package dev.kagemusha.auth;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class AccessKeysTest {
    private final AccessKeys keys = new AccessKeys(new byte[] {4, 5, 6});

    @ParameterizedTest
    @ValueSource(strings = {"000000000000", "000000000001", "123456789012", "999999999999"})
    void mintedIdsCarryTheirAccount(String account) {
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            String id = keys.mint(AccessKeys.Kind.SESSION, account, random);

            assertThat(id).matches("ASIA[Q-Z2-7][A-Z2-7]{15}");
            assertThat(AccessKeys.decodeAccount(id)).isEqualTo(account);
            assertThat(keys.isOurs(id)).isTrue();
            assertThat(new AccessKeys(new byte[] {4, 5, 7}).isOurs(id)).isFalse();
        }
    }

    @Test
    void anyOtherCharacterMakesAnIdForeign() {
        String id = keys.mint(AccessKeys.Kind.LONG_TERM, "123456789012", new Random(7));
        for (int i = 4; i < id.length(); i++) {
            char other = id.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(keys.isOurs(id.substring(0, i) + other + id.substring(i + 1)))
                    .isFalse();
        }
    }

    /** An id from a public write-up of the layout. */
    @ParameterizedTest
    @CsvSource({"ASIAQNZGKIQY56JQ7WML, 029608264753", "ASIAY34FZKBOKMUTVV7A, 609629065308"})
    void decodesAwssOwnIds(String id, String account) {
        assertThat(AccessKeys.decodeAccount(id)).isEqualTo(account);
        assertThat(keys.isOurs(id)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "test",
                "123456789012",
                "AKIAIOSFODNN7EXAMPLE",
                "AKIA00000000000000000",
                "BKIAQNZGKIQY56JQ7WML"
            })
    void otherIdsCarryNone(String id) {
        assertThat(AccessKeys.decodeAccount(id)).isNull();
        assertThat(keys.isOurs(id)).isFalse();
    }

    @Test
    void secretsHaveFortyCharacters() {
        assertThat(AccessKeys.mintSecret(new Random(1))).hasSize(40);
    }

    @Test
    void readsConfiguredCredentials() {
        ConfiguredCredentials credentials =
                ConfiguredCredentials.parse("alice:s3cr/t+=:111122223333, 444455556666:x,bob:y");

        assertThat(account(credentials, "alice")).isEqualTo("111122223333");
        assertThat(account(credentials, "444455556666")).isEqualTo("444455556666");
        assertThat(account(credentials, "bob")).isEqualTo("000000000000");
        assertThat(account(credentials, "test")).isEqualTo("000000000000");
        assertThat(credentials.find("carol")).isNull();
        CredentialSource both = ConfiguredCredentials.defaults().or(credentials);
        assertThat(account(both, "alice")).isEqualTo("111122223333");
    }

    private static String account(CredentialSource source, String keyId) {
        Credential found = source.find(keyId);
        return found == null ? "" : found.caller().account();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "alice:", ":hush", "alice:hush:12", "alice:hush:111122223333:x", "a/b:hush"})
    void saysWhichCredentialIsWrongWithoutItsSecret(String text) {
        assertThatThrownBy(() -> ConfiguredCredentials.parse("bob:y," + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("credential 2")
                .hasMessageNotContaining("hush");
    }
}
