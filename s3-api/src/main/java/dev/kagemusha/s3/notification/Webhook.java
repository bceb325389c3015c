package dev.kagemusha.s3.notification;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * Where notifications are posted: whoever listens there stands for all destinations. EventBridge's envelopes come as they are; what a
 * queue, topic or function would get comes with its ARN in a header.
 */
final class Webhook {
    /** ARN of the destination that is meant, where it is not EventBridge. */
    static final String DESTINATION = "x-kagemusha-destination";

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final URI uri;
    private final HttpClient client;

    Webhook(URI uri) {
        this.uri = uri;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /** Checks what was given on the command line. */
    static URI parse(String given) {
        URI uri = URI.create(given);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("an http or https URL");
        }
        return uri;
    }

    /** Posts a message and tells whether it was taken: by an answer of 200 to 299. */
    boolean post(String destination, String message) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(message));
        if (!destination.isEmpty()) {
            request.header(DESTINATION, destination);
        }
        try {
            int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
            return status >= 200 && status < 300;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
