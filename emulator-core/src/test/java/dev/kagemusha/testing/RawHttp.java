package dev.kagemusha.testing;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends exactly the bytes it is told over a connection of their own, as no well-behaved client would. */
public final class RawHttp {
    private static final int PATIENCE_MILLIS = 10_000;

    private RawHttp() {}

    /**
     * What came back.
     *
     * @param status 0 when the connection was closed without an answer
     */
    public record Answer(int status, Headers headers, String text) {}

    /** A call of its own head: the lines without their ends, the first one the request's. */
    public static Answer send(int port, String body, String... head) throws IOException {
        return send(
                port,
                (String.join("\r\n", head) + "\r\nConnection: close\r\nContent-Length: "
                                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** A request of the SDK as it would have been sent, its host replaced by none. */
    public static byte[] bytes(RequestHead head, byte[] body) {
        StringBuilder text = new StringBuilder(512)
                .append(head.method())
                .append(' ')
                .append(head.path())
                .append(head.query().isEmpty() ? "" : "?")
                .append(head.query())
                .append(" HTTP/1.1\r\n");
        head.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("expect") && !name.equalsIgnoreCase("content-length")) {
                text.append(name).append(": ").append(value).append("\r\n");
            }
        });
        text.append("Connection: close\r\nContent-Length: ").append(body.length).append("\r\n\r\n");
        byte[] first = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }

    /** These bytes, then the end of the connection's sending half. */
    public static Answer send(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            byte[] answer;
            try {
                OutputStream out = socket.getOutputStream();
                out.write(bytes);
                out.flush();
                socket.shutdownOutput();
                answer = readAll(socket.getInputStream());
            } catch (java.net.SocketTimeoutException e) {
                throw new AssertionError("no answer and no end within " + PATIENCE_MILLIS + " ms", e);
            } catch (java.net.SocketException e) {
                return new Answer(0, new Headers(), ""); // reset: the server has had enough
            }
            return parse(answer);
        }
    }

    private static byte[] readAll(InputStream in) throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (java.net.SocketException e) {
            if (all.size() == 0) {
                throw e;
            }
        }
        return all.toByteArray();
    }

    private static Answer parse(byte[] answer) {
        String all = new String(answer, StandardCharsets.UTF_8);
        int end = all.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, new Headers(), all);
        }
        String[] lines = all.substring(0, end).split("\r\n");
        Headers headers = new Headers();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.add(
                    lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
        }
        int status = Integer.parseInt(lines[0].split(" ")[1]);
        if (status == 100) {
            return parse(all.substring(end + 4).getBytes(StandardCharsets.UTF_8));
        }
        return new Answer(status, headers, all.substring(end + 4));
    }
}
