package dev.kagemusha.testkit.junit;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.testkit.control.Transport;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Control calls without a port. */
final class InsideControl implements Transport {
    private final Entrance entrance;
    private final @Nullable String token;

    InsideControl(Entrance entrance, @Nullable String token) {
        this.entrance = entrance;
        this.token = token;
    }

    @Override
    public Answer send(String method, String path, @Nullable String json) throws IOException, InterruptedException {
        byte[] body = (json == null ? "" : json).getBytes(StandardCharsets.UTF_8);
        Headers headers = Headers.of(
                "host", "localhost",
                "content-type", "application/json",
                "content-length", Integer.toString(body.length));
        if (token != null) {
            headers.add("authorization", "Bearer " + token);
        }
        RequestHead head = new RequestHead(method, path, "", headers, false, Entrance.PEER);
        Entrance.Answer answer =
                entrance.enter(head, new ByteArrayInputStream(body)).await();
        try (InputStream content = answer.body()) {
            return new Answer(answer.status(), new String(content.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
