package dev.kagemusha.s3.object;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How metadata that is not ASCII travels in headers: as the encoded words of RFC 2047, both ways (user guide, "Working with object
 * metadata"). S3 takes a header's bytes for Latin-1: text that a client sends as plain UTF-8 comes back as the encoded words of what
 * those bytes are in Latin-1.
 *
 * <p>The user guide tells neither when S3 chooses base64 nor where it breaks a word. What is seen of both is what mail programs of
 * Java do: base64 where not more than half is ASCII, and halves of whatever exceeds a line.
 */
final class EncodedWords {
    private static final String START = "=?";
    private static final String END = "?=";
    private static final int LONGEST = 63;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private EncodedWords() {}

    /** The same names with values for headers. */
    static Map<String, String> encode(Map<String, String> metadata) {
        for (String value : metadata.values()) {
            if (foreign(value) > 0) {
                Map<String, String> encoded = LinkedHashMap.newLinkedHashMap(metadata.size());
                metadata.forEach((name, text) -> encoded.put(name, encode(text)));
                return encoded;
            }
        }
        return metadata;
    }

    static String encode(String text) {
        int foreign = foreign(text);
        if (foreign == 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        encode(text, text.length() - foreign <= foreign, out);
        return out.toString();
    }

    private static void encode(String text, boolean base64, StringBuilder out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String word = base64 ? Base64.getEncoder().encodeToString(bytes) : quoted(bytes);
        if (word.length() > LONGEST && text.length() > 1) {
            int half = text.length() / 2;
            if (Character.isHighSurrogate(text.charAt(half - 1))) {
                half--;
            }
            if (half > 0) {
                encode(text.substring(0, half), base64, out);
                encode(text.substring(half), base64, out);
                return;
            }
        }
        out.append(out.isEmpty() ? "" : " ")
                .append(START)
                .append("UTF-8?")
                .append(base64 ? "B?" : "Q?")
                .append(word)
                .append(END);
    }

    private static String quoted(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length * 2);
        for (byte b : bytes) {
            if (b == ' ') {
                out.append('_');
            } else if (b > ' ' && b < 0x7f && b != '=' && b != '?' && b != '_') {
                out.append((char) b);
            } else {
                out.append('=').append(HEX.toHexDigits(b));
            }
        }
        return out.toString();
    }

    /** How many characters are not those of a mail's text. */
    private static int foreign(String text) {
        int foreign = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x7f || (c < ' ' && c != '\t' && c != '\r' && c != '\n')) {
                foreign++;
            }
        }
        return foreign;
    }

    /** The text with its encoded words read; what is none, or is not to be read, stays as it is. White space between two of them goes. */
    static String decode(String text) {
        if (!text.contains(START)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        boolean afterWord = false;
        int at = 0;
        while (at < text.length()) {
            int begin = at;
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            int end = at;
            while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            String token = text.substring(at, end);
            String read = read(token);
            if (read.equals(token) || !afterWord) {
                out.append(text, begin, at);
            }
            out.append(read);
            afterWord = !read.equals(token);
            at = end;
        }
        return out.toString();
    }

    private static String read(String token) {
        int charset = token.indexOf('?', 2);
        int encoding = charset < 0 ? -1 : token.indexOf('?', charset + 1);
        if (!token.startsWith(START) || encoding < 0 || !token.endsWith(END) || token.length() < encoding + 3) {
            return token;
        }
        String body = token.substring(encoding + 1, token.length() - 2);
        try {
            Charset in = Charset.forName(token.substring(2, charset));
            return switch (token.substring(charset + 1, encoding).toUpperCase(Locale.ROOT)) {
                case "B" -> new String(Base64.getDecoder().decode(body), in);
                case "Q" -> new String(unquoted(body), in);
                default -> token;
            };
        } catch (IllegalArgumentException e) { // no such charset, no base64, no hexadecimal digits
            return token;
        }
    }

    private static byte[] unquoted(String body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length());
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '=' && i + 2 < body.length()) {
                out.write(HexFormat.fromHexDigits(body, i + 1, i + 3));
                i += 2;
            } else {
                out.write(c == '_' ? ' ' : c);
            }
        }
        return out.toByteArray();
    }
}
