package dev.kagemusha.dynamodb.transaction;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client's word for one transaction, however often it is sent.
 *
 * @param digest of everything else in the request, by which the same transaction is told from another
 */
public record Token(String text, SdkBytes digest) {
    private static final String MEMBER = "ClientRequestToken";

    /** The token of a request, which has one. */
    public static Token of(String text, SdkPojo request) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        members(request, digest);
        return new Token(text, SdkBytes.fromByteArrayUnsafe(digest.digest()));
    }

    private static void members(SdkPojo value, MessageDigest digest) {
        for (SdkField<?> field : value.sdkFields()) {
            Object member = field.getValueOrDefault(value);
            if (member != null
                    && !(member instanceof SdkAutoConstructMap)
                    && !(member instanceof SdkAutoConstructList)
                    && !field.memberName().equals(MEMBER)) {
                text(field.memberName(), digest);
                value(member, digest);
            }
        }
        digest.update((byte) '}');
    }

    private static void value(Object value, MessageDigest digest) {
        switch (value) {
            case SdkPojo pojo -> members(pojo, digest);
            case SdkBytes bytes -> bytes(bytes.asByteArrayUnsafe(), digest);
            case List<?> list -> {
                digest.update((byte) '[');
                for (Object element : list) {
                    value(element == null ? "null" : element, digest);
                }
                digest.update((byte) ']');
            }
            case Map<?, ?> map -> {
                digest.update((byte) '{');
                Map<String, Object> sorted = new TreeMap<>();
                map.forEach((name, entry) -> sorted.put(String.valueOf(name), entry == null ? "null" : entry));
                sorted.forEach((name, entry) -> {
                    text(name, digest);
                    value(entry, digest);
                });
                digest.update((byte) '}');
            }
            default -> text(value.toString(), digest);
        }
    }

    private static void text(String text, MessageDigest digest) {
        bytes(text.getBytes(StandardCharsets.UTF_8), digest);
    }

    /** The length first, so that no two requests run together into the same bytes. */
    private static void bytes(byte[] bytes, MessageDigest digest) {
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
