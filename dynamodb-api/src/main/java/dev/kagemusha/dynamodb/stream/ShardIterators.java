package dev.kagemusha.dynamodb.stream;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * Shard iterators as text, in AWS's form: the stream's ARN, a version, and what only the service can read. The last part
 * carries a keyed hash, so that whoever makes one up is told so.
 */
public final class ShardIterators {
    private static final String MIDDLE = "|1|";
    private static final int HASH = 16;
    private static final int NUMBERS = 8 + 8 + 1;

    private final byte[] key;

    /** @param key secret, and the same in every process over this state */
    public ShardIterators(byte[] key) {
        this.key = key;
    }

    /**
     * A place in a shard.
     *
     * @param number the number of the log to go on from
     * @param horizon whether it stands for the oldest record there is, however old that is by then
     * @param issuedMillis when it was given out
     */
    record Place(String streamArn, String shardId, long number, boolean horizon, long issuedMillis) {}

    String text(Place place) {
        byte[] shard = place.shardId().getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(NUMBERS + shard.length)
                .putLong(place.number())
                .putLong(place.issuedMillis())
                .put((byte) (place.horizon() ? 1 : 0))
                .put(shard)
                .array();
        byte[] whole = Arrays.copyOf(hash(place.streamArn(), body), HASH + body.length);
        System.arraycopy(body, 0, whole, HASH, body.length);
        return place.streamArn() + MIDDLE + Base64.getEncoder().encodeToString(whole);
    }

    /** The ARN in an iterator, or the whole text if there is none; nothing is checked. */
    public static String streamArn(String text) {
        int bar = text.indexOf(MIDDLE);
        return bar < 0 ? text : text.substring(0, bar);
    }

    /**
     * Reads an iterator.
     *
     * @throws DynamoDbException ValidationException for what was never given out
     */
    Place parse(String text) {
        String arn = streamArn(text);
        if (arn.length() == text.length()) {
            throw invalid();
        }
        byte[] whole;
        try {
            whole = Base64.getDecoder().decode(text.substring(arn.length() + MIDDLE.length()));
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        if (whole.length < HASH + NUMBERS) {
            throw invalid();
        }
        byte[] body = Arrays.copyOfRange(whole, HASH, whole.length);
        if (!MessageDigest.isEqual(hash(arn, body), Arrays.copyOf(whole, HASH))) {
            throw invalid();
        }
        ByteBuffer in = ByteBuffer.wrap(body);
        long number = in.getLong();
        long issued = in.getLong();
        boolean horizon = in.get() == 1;
        String shard = new String(body, NUMBERS, body.length - NUMBERS, StandardCharsets.UTF_8);
        return new Place(arn, shard, number, horizon, issued);
    }

    private byte[] hash(String arn, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(arn.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(mac.doFinal(body), HASH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DynamoDbException invalid() {
        return DynamoDbErrors.validation("Invalid ShardIterator");
    }
}
