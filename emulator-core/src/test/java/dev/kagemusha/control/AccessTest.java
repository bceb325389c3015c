package dev.kagemusha.control;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;

import static org.assertj.core.api.Assertions.assertThat;

final class AccessTest {
    private static RequestHead get(String peer, String... headers) {
        return new RequestHead(
                "GET", "/_kagemusha/clock", "", Headers.of(headers), false, new InetSocketAddress(peer, 50_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1"})
    void loopbackPeersPassByDefault(String peer) {
        assertThat(new Access.Loopback().refusal(get(peer, "host", "localhost:4566"), ""))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7", "192.168.1.4", "2001:db8::1"})
    void otherPeersAreRefusedByDefault(String peer) {
        assertThat(new Access.Loopback().refusal(get(peer, "host", "localhost:4566"), ""))
                .isEqualTo("control calls are taken from this machine only (--control)");
        assertThat(new Access.Open().refusal(get(peer, "host", "localhost:4566"), ""))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:4566",
                "127.0.0.1:4566",
                "[::1]:4566",
                "kagemusha:4566",
                "x.localhost",
                "localhost.localstack.cloud:4566",
                "host.docker.internal",
                "10.1.2.3"
            })
    void namesThatNobodyElseCanClaimPass(String host) {
        assertThat(new Access.Open().refusal(get("127.0.0.1", "host", host), ""))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:4566", "localhost.evil.example", "127.0.0.1.evil.example"})
    void namesThatStrangersOwnAreRefused(String host) {
        assertThat(new Access.Open().refusal(get("127.0.0.1", "host", host), ""))
                .isEqualTo("control calls to a foreign host name are refused");
    }

    @Test
    void thePublicHostIsNotForeign() {
        assertThat(new Access.Open().refusal(get("127.0.0.1", "host", "AWS.example:80"), "aws.example"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "http://evil.example", "https://localhost:4566.evil.example", "file://", "%"})
    void otherOriginsAreRefused(String origin) {
        assertThat(new Access.Open().refusal(get("127.0.0.1", "host", "localhost:4566", "origin", origin), ""))
                .isEqualTo("control calls from other origins are refused");
    }

    @Test
    void itsOwnOriginPasses() {
        assertThat(new Access.Open()
                        .refusal(get("127.0.0.1", "host", "localhost:4566", "origin", "http://localhost:4566"), ""))
                .isNull();
    }

    @Test
    void aTokenIsComparedWhole() {
        Access access = new Access.Token("s3cret");

        assertThat(access.refusal(get("10.0.0.7", "host", "kagemusha", "authorization", "Bearer s3cret"), ""))
                .isNull();
        assertThat(access.refusal(get("127.0.0.1", "host", "kagemusha"), "")).isNotNull();
        assertThat(access.refusal(get("127.0.0.1", "host", "kagemusha", "authorization", "Bearer s3cre"), ""))
                .isNotNull();
        assertThat(access.toString()).doesNotContain("s3cret");
    }
}
