package dev.kagemusha.http.netty;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends bytes as they are told and reads one answer at a time. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    RawClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        this.in = new java.io.BufferedInputStream(socket.getInputStream());
    }

    /** An answer. Header names are in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {}

    Socket socket() {
        return socket;
    }

    /** Sends text as Latin-1; line ends become CR LF. */
    RawClient send(String text) throws IOException {
        return sendRaw(text.replace("\n", "\r\n"));
    }

    RawClient sendRaw(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    RawClient get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\nHost: localhost\n\n");
    }

    Answer read() throws IOException {
        return read(true);
    }

    Answer readHead() throws IOException {
        return read(false);
    }

    private Answer read(boolean withBody) throws IOException {
        String[] line = line().split(" ", 3);
        assert line[0].equals("HTTP/1.1") : line[0];
        int status = Integer.parseInt(line[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String field = line(); !field.isEmpty(); field = line()) {
            int colon = field.indexOf(':');
            headers.put(
                    field.substring(0, colon).toLowerCase(Locale.ROOT),
                    field.substring(colon + 1).trim());
        }
        String body = "";
        if (withBody && status >= 200) {
            if (headers.containsKey("content-length")) {
                body = text(in.readNBytes(Integer.parseInt(headers.get("content-length"))));
            } else if ("chunked".equals(headers.get("transfer-encoding"))) {
                ByteArrayOutputStream whole = new ByteArrayOutputStream();
                for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                    whole.write(in.readNBytes(size));
                    line();
                }
                line();
                body = text(whole.toByteArray());
            } else if ("close".equals(headers.get("connection"))) {
                body = text(in.readAllBytes());
            }
        }
        return new Answer(status, headers, body);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("after \"" + line + "\"");
            }
            if (c == '\n') {
                line.setLength(line.length() - 1);
                return line.toString();
            }
            line.append((char) c);
        }
    }

    InputStream in() {
        return in;
    }

    /** Whether the server has closed: waits for the end, which must come before anything else. */
    boolean ended() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true; // reset
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
