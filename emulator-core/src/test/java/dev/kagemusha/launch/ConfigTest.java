package dev.kagemusha.launch;

import dev.kagemusha.control.Access;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ConfigTest {
    private static Config run(List<String> arguments, Map<String, String> environment) throws UsageException {
        return ((Config.Asked.Run) Config.read(arguments, environment)).config();
    }

    private static Config run(String... arguments) throws UsageException {
        return run(List.of(arguments), Map.of());
    }

    private static String printed(String... arguments) throws UsageException {
        return ((Config.Asked.Print) Config.read(List.of(arguments), Map.of())).text();
    }

    @Test
    void defaultsAreSafe() throws Exception {
        Config config = run();

        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(4566);
        assertThat(config.dataDir()).isNull();
        assertThat(config.fsync()).isFalse();
        assertThat(config.strict()).isFalse();
        assertThat(config.publicUrl()).isEmpty();
        assertThat(config.control()).isEqualTo(new Access.Loopback());
        assertThat(config.accessLog()).isEqualTo("stdout");
        assertThat(config.rootKey()).isNull();
        assertThat(config.memory()).isBetween(16L << 20, 512L << 20);
        assertThat(config.credentials().find("test")).isNotNull();
    }

    @Test
    void flagsSetWhatTheySay() throws Exception {
        Config config = run(
                "--host=0.0.0.0",
                "--port",
                "0",
                "--data-dir",
                "some/../dir",
                "--fsync",
                "--memory=64m",
                "--credentials=AKIAX:secret:111111111111,222222222222:other",
                "--strict",
                "--public-url=https://aws.example:8443/",
                "--control",
                "token",
                "--control-token=s3cret",
                "--access-log=off");

        assertThat(config.host()).isEqualTo("0.0.0.0");
        assertThat(config.port()).isZero();
        assertThat(config.dataDir()).isEqualTo(Path.of("dir").toAbsolutePath());
        assertThat(config.fsync()).isTrue();
        assertThat(config.memory()).isEqualTo(64L << 20);
        assertThat(config.credentials().find("AKIAX")).isNotNull();
        assertThat(config.credentials().find("222222222222")).isNotNull();
        assertThat(config.strict()).isTrue();
        assertThat(config.publicUrl()).isEqualTo("https://aws.example:8443");
        assertThat(config.publicHost()).isEqualTo("aws.example");
        assertThat(config.control()).isEqualTo(new Access.Token("s3cret"));
        assertThat(config.accessLog()).isEqualTo("off");
        assertThat(config.settings().get("public-url", "")).isEqualTo("https://aws.example:8443/");
    }

    @ParameterizedTest
    @CsvSource({
        "KAGEMUSHA_HOST,      localhost,      host,          localhost",
        "KAGEMUSHA_PORT,      1234,           port,          1234",
        "KAGEMUSHA_DATA_DIR,  /somewhere,     dataDir,       /somewhere",
        "KAGEMUSHA_FSYNC,     1,              fsync,         true",
        "KAGEMUSHA_MEMORY,    1g,             memory,        1073741824",
        "KAGEMUSHA_STRICT,    yes,            strict,        true",
        "KAGEMUSHA_PUBLIC_URL,http://a.b,     publicUrl,     http://a.b",
        "KAGEMUSHA_CONTROL,   open,           control,       Open[]",
        "KAGEMUSHA_ACCESS_LOG,/tmp/log,       accessLog,     /tmp/log",
        "LOCALSTACK_HOST,     host:4567,      publicUrl,     http://host:4567"
    })
    void eachFlagHasAVariable(String variable, String value, String component, String expected) throws Exception {
        Config config = run(List.of(), Map.of(variable, value));

        assertThat(Config.class.getMethod(component).invoke(config)).hasToString(expected);
    }

    @ParameterizedTest
    @EnumSource(Flag.class)
    void helpListsEachFlagAndItsVariable(Flag flag) throws Exception {
        String help = printed("--help");

        assertThat(help).contains("  --" + flag.flag, flag.help);
        assertThat(help.contains(flag.variable())).isEqualTo(!flag.asks());
    }

    @Test
    void helpListsWhatOnlyTheEnvironmentSays() throws Exception {
        assertThat(printed("--help")).contains("KAGEMUSHA_JAVA_OPTS", "LOCALSTACK_HOST");
        assertThat(printed("--version")).startsWith("kagemusha ");
    }

    @Test
    void theCommandLineWins() throws Exception {
        assertThat(run(List.of("--port=1"), Map.of("KAGEMUSHA_PORT", "2")).port())
                .isEqualTo(1);
        assertThat(run(List.of("--fsync=false"), Map.of("KAGEMUSHA_FSYNC", "true"))
                        .fsync())
                .isFalse();
        assertThat(run(List.of(), Map.of("KAGEMUSHA_PUBLIC_URL", "http://a", "LOCALSTACK_HOST", "b"))
                        .publicUrl())
                .isEqualTo("http://a");
    }

    @Test
    void anEmptyVariableIsNone() throws Exception {
        assertThat(run(List.of(), Map.of("KAGEMUSHA_PORT", "", "LOCALSTACK_HOST", "", "KAGEMUSHA_ROOT_KEY", ""))
                        .port())
                .isEqualTo(4566);
    }

    @Test
    void aPackagersVersionVariableIsNotTheFlag() throws Exception {
        assertThat(run(List.of(), Map.of("KAGEMUSHA_VERSION", "0.1.0")).port()).isEqualTo(4566);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            start                      | unexpected argument start; see --help
            -p                         | unexpected argument -p; see --help
            --prot=1                   | unknown flag --prot; see --help
            --port                     | --port needs a value: NUMBER
            --data-dir=                | --data-dir needs a value: DIR
            --fsync=                   | --fsync needs a value: true or false
            --fsync=maybe              | --fsync is true or false
            --port=http                | --port is a number from 0 to 65535, not http
            --port=-1                  | --port is a number from 0 to 65535, not -1
            --port=65536               | --port is a number from 0 to 65535, not 65536
            --memory=much              | --memory is a size of at least 16m, for example 256m, not much
            --memory=1m                | --memory is a size of at least 16m, for example 256m, not 1m
            --memory=m                 | --memory is a size of at least 16m, for example 256m, not m
            --memory=17179869184g      | --memory is a size of at least 16m, for example 256m, not 17179869184g
            --credentials=x            | --credentials: credential 1 is not ID:SECRET or ID:SECRET:ACCOUNT
            --credentials=x:y:z        | --credentials: credential 1 has an account that is not 12 digits
            --public-url=localhost     | --public-url is an http or https URL, not localhost
            --public-url=ftp://x       | --public-url is an http or https URL, not ftp://x
            --public-url=http://       | --public-url is an http or https URL, not http://
            --control=me               | --control is loopback, open or token, not me
            --control=token            | --control=token needs --control-token or KAGEMUSHA_CONTROL_TOKEN
            """)
    void whatIsWrongIsSaidInOneLine(String argument, String message) {
        assertThatThrownBy(() -> run(argument))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void aFlagIsNoFlagsValue() {
        assertThatThrownBy(() -> run("--data-dir", "--fsync")).hasMessage("--data-dir needs a value: DIR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c2VjcmV0", "not base64!"})
    void aWrongRootKeyIsNotShown(String key) {
        assertThatThrownBy(() -> run(List.of(), Map.of("KAGEMUSHA_ROOT_KEY", key)))
                .hasMessage("--root-key is not 32 bytes in base64");
        assertThatThrownBy(() -> run("--root-key", key)).hasMessage("--root-key is not 32 bytes in base64");
    }

    @Test
    void aRootKeyIsTakenAndShownToNobody() throws Exception {
        byte[] key = new byte[32];
        key[3] = 7;
        String text = Base64.getEncoder().encodeToString(key);

        Config config = run(List.of(), Map.of("KAGEMUSHA_ROOT_KEY", text));

        assertThat(config.rootKey()).isEqualTo(key);
        assertThat(run("--root-key=" + text).rootKey()).isEqualTo(key);
        assertThat(config.toString()).doesNotContain(text);
        assertThat(config.settings().get("root-key", "nothing")).isEqualTo("nothing");
        assertThat(((Config.Asked.Print) Config.read(List.of("--help"), Map.of("KAGEMUSHA_ROOT_KEY", text))).text())
                .doesNotContain(text);
    }

    @Test
    void servicesSeeNoSecrets() throws Exception {
        Config config = run("--control=token", "--control-token=hidden", "--credentials=AKIAX:hidden");

        assertThat(config.settings().get("control-token", "")).isEmpty();
        assertThat(config.settings().get("credentials", "")).isEmpty();
    }
}
