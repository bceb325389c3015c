package dev.kagemusha.http;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;

import static org.assertj.core.api.Assertions.assertThat;

final class HeadersTest {
    @Test
    void printsNoValues() {
        Headers headers = Headers.of("Host", "localhost", "X-Amz-Security-Token", "a secret");

        assertThat(headers).hasToString("[Host, X-Amz-Security-Token]");
    }

    @Test
    void aHeadPrintsNoQuery() {
        RequestHead head = new RequestHead(
                "GET", "/photo", "X-Amz-Signature=abc", Headers.of("Host", "h"), false, new InetSocketAddress(1));

        assertThat(head).hasToString("RequestHead[GET /photo [Host]]");
    }
}
