package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemCodec;
import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code NextToken}: where the next page of a statement begins. A token is bound to the statement, its parameters and the
 * table they were read from, and signed, so that none is taken that was not given out, or for anything else.
 *
 * <pre>
 * version, scope, time of issue, binding, number of the read, its start key  then the signature of all that
 * </pre>
 *
 * That tokens expire is known from AWS's message; after how long is not, and an hour is taken here.
 */
public final class PageTokens {
    private static final int VERSION = 1;
    private static final int DIGEST = 16;
    private static final int HEAD = 1 + 4 + 8 + DIGEST + 4;
    private static final long LIFETIME = Duration.ofHours(1).toMillis();

    private final byte[] secret;

    /** @param secret of the installation, the same after a restart */
    public PageTokens(byte[] secret) {
        this.secret = secret.clone();
    }

    /**
     * Where to go on.
     *
     * @param read which of the statement's reads
     * @param start the key behind which that read goes on, or null for its beginning
     */
    public record Position(int read, @Nullable Item start) {
        /** Where the first page begins. */
        public static final Position FIRST = new Position(0, null);
    }

    /**
     * What a token is good for.
     *
     * @param scope of the account and region
     * @param source names the table and index, and no others that ever were or will be
     */
    public record Binding(int scope, String source, String statement, List<Value> parameters) {
        private byte[] digest() {
            Map<String, Value> values = new LinkedHashMap<>();
            for (Value parameter : parameters) {
                values.put(Integer.toString(values.size()), parameter);
            }
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(source.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(statement.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(ItemCodec.encode(Item.of(values)));
                return Arrays.copyOf(digest.digest(), DIGEST);
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException(missing);
            }
        }
    }

    /** The token for going on at a position. */
    public String write(Position position, Binding binding, long nowMillis) {
        byte[] key = position.start() == null ? new byte[0] : ItemCodec.encode(position.start());
        ByteBuffer out = ByteBuffer.allocate(HEAD + key.length);
        out.put((byte) VERSION)
                .putInt(binding.scope())
                .putLong(nowMillis)
                .put(binding.digest())
                .putInt(position.read())
                .put(key);
        byte[] signature = sign(out.array());
        byte[] token = Arrays.copyOf(out.array(), out.capacity() + DIGEST);
        System.arraycopy(signature, 0, token, out.capacity(), DIGEST);
        return Base64.getEncoder().encodeToString(token);
    }

    /**
     * The position that a token stands for.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException ValidationException if it was not given out,
     *     or for something else, or too long ago
     */
    public Position read(String text, Binding binding, long nowMillis) {
        byte[] token = decode(text);
        int length = token.length - DIGEST;
        if (length < HEAD || token[0] != VERSION) {
            throw invalid();
        }
        byte[] content = Arrays.copyOf(token, length);
        if (!MessageDigest.isEqual(sign(content), Arrays.copyOfRange(token, length, token.length))) {
            throw invalid();
        }
        ByteBuffer in = ByteBuffer.wrap(content);
        in.get();
        if (in.getInt() != binding.scope()) {
            throw StatementErrors.of("Given NextToken is invalid for this account");
        }
        long issued = in.getLong();
        byte[] digest = new byte[DIGEST];
        in.get(digest);
        if (!Arrays.equals(digest, binding.digest())) {
            throw StatementErrors.of("NextToken does not match request");
        }
        if (nowMillis - issued >= LIFETIME) {
            throw StatementErrors.of("Given NextToken has already expired");
        }
        int read = in.getInt();
        byte[] key = new byte[in.remaining()];
        in.get(key);
        return new Position(read, key.length == 0 ? null : ItemCodec.decode(key));
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException garbled) {
            throw invalid();
        }
    }

    private static RuntimeException invalid() {
        return StatementErrors.of("Invalid NextToken");
    }

    private byte[] sign(byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal(content), DIGEST);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
