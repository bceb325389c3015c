package dev.kagemusha.s3.form;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The policy of a form: until when it holds, and what each of its fields may be. A field that no condition is about is refused, so that
 * whoever got a signed form cannot add to it.
 *
 * <p>https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html. Names are compared without case, values with
 * it. An operator's case does not matter either; the policy's own members are lower case.
 */
final class PostPolicy {
    private static final Set<String> UNCOVERED =
            Set.of("x-amz-signature", "signature", "awsaccesskeyid", "policy", "file");
    private static final String IGNORED = "x-ignore-";
    private static final String LENGTH = "content-length-range";

    private final Instant expiration;
    private final List<Condition> conditions;

    private PostPolicy(Instant expiration, List<Condition> conditions) {
        this.expiration = expiration;
        this.conditions = conditions;
    }

    /** One condition, with the words it was written in. */
    private sealed interface Condition {
        String text();

        /** @param field in lower case, without its dollar sign; null when there was none, which no form meets */
        record Equal(@Nullable String field, String value, String text) implements Condition {}

        record StartsWith(@Nullable String field, String prefix, String text) implements Condition {}

        /** Nothing has such a length when a bound is no number. */
        record Length(@Nullable Long least, @Nullable Long most, String text) implements Condition {}
    }

    /** How many bytes the file may have. */
    record Range(long least, long most) {}

    /** @param base64 as the field has it */
    static PostPolicy parse(String base64) {
        String json;
        try {
            json = new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw FormErrors.invalidPolicy("invalid Base64 encoding.");
        }
        JsonNode root;
        try {
            root = JsonNode.parser().parse(json);
        } catch (RuntimeException e) { // whatever the parser throws at what is no JSON
            throw invalidJson();
        }
        if (!root.isObject()) {
            throw invalidJson();
        }
        return of(root.asObject());
    }

    private static PostPolicy of(Map<String, JsonNode> root) {
        for (String member : root.keySet()) {
            if (!member.equals("expiration") && !member.equals("conditions")) {
                throw FormErrors.invalidPolicy("Unexpected: '" + member.toLowerCase(Locale.ROOT) + "'");
            }
        }
        JsonNode expiration = root.get("expiration");
        JsonNode conditions = root.get("conditions");
        if (expiration == null) {
            throw FormErrors.invalidPolicy("Policy missing expiration.");
        }
        if (!expiration.isString()) {
            throw invalidJson();
        }
        Instant end = instant(expiration.asString());
        if (conditions == null) {
            throw FormErrors.invalidPolicy("Policy missing conditions.");
        }
        if (!conditions.isArray()) {
            throw FormErrors.invalidPolicy("Invalid 'conditions' value: must be a List.");
        }
        List<Condition> all = new ArrayList<>();
        for (JsonNode condition : conditions.asArray()) {
            all.add(condition(condition));
        }
        return new PostPolicy(end, all);
    }

    /** ISO 8601 in UTC; an offset is refused. */
    private static Instant instant(String text) {
        try {
            if (text.endsWith("Z")) {
                return Instant.parse(text);
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw FormErrors.invalidPolicy("Invalid 'expiration' value: '" + text + "'");
    }

    private static Condition condition(JsonNode node) {
        if (node.isObject()) {
            return simple(node.asObject());
        }
        if (!node.isArray()) {
            throw FormErrors.invalidPolicy("Invalid condition test: must be a List or Object.");
        }
        List<JsonNode> items = node.asArray();
        if (items.isEmpty()) {
            throw FormErrors.invalidPolicy("Invalid Condition: missing operation identifier.");
        }
        if (!items.get(0).isString()) {
            throw invalidJson();
        }
        String operation = items.get(0).asString();
        String lower = operation.toLowerCase(Locale.ROOT);
        if (!lower.equals("eq") && !lower.equals("starts-with") && !lower.equals(LENGTH)) {
            throw FormErrors.invalidPolicy("Invalid Condition: unknown operation '" + operation + "'.");
        }
        if (items.size() != 3) {
            throw FormErrors.invalidPolicy("Invalid " + lower + ": wrong number of arguments.");
        }
        String text = text(items);
        if (lower.equals(LENGTH)) {
            return new Condition.Length(bound(items.get(1)), bound(items.get(2)), text);
        }
        if (!items.get(1).isString() || !items.get(2).isString()) {
            throw invalidJson();
        }
        String name = items.get(1).asString();
        String field = name.startsWith("$") ? name.substring(1).toLowerCase(Locale.ROOT) : null;
        String value = items.get(2).asString();
        return lower.equals("eq")
                ? new Condition.Equal(field, value, text)
                : new Condition.StartsWith(field, value, text);
    }

    /** {@code {"acl": "private"}} is shown as the list it stands for. */
    private static Condition simple(Map<String, JsonNode> object) {
        if (object.size() != 1) {
            throw FormErrors.invalidPolicy(
                    "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
        }
        Map.Entry<String, JsonNode> only = object.entrySet().iterator().next();
        if (only.getValue().isNull()) {
            throw invalidJson();
        }
        if (!only.getValue().isString()) {
            throw FormErrors.invalidPolicy("Invalid Simple-Condition: value must be a string.");
        }
        String value = only.getValue().asString();
        return new Condition.Equal(
                only.getKey().toLowerCase(Locale.ROOT),
                value,
                "[\"eq\", " + quoted("$" + only.getKey()) + ", " + quoted(value) + "]");
    }

    /** Numbers may come as texts. A fraction is none of S3's JSON. */
    private static @Nullable Long bound(JsonNode node) {
        String text;
        if (node.isNumber()) {
            text = node.asNumber();
            if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
                throw invalidJson();
            }
        } else if (node.isString()) {
            text = node.asString();
        } else {
            throw invalidJson();
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String text(List<JsonNode> items) {
        StringBuilder text = new StringBuilder("[");
        for (JsonNode item : items) {
            text.append(text.length() == 1 ? "" : ", ").append(item.isString() ? quoted(item.asString()) : item.text());
        }
        return text.append(']').toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static S3Error invalidJson() {
        return FormErrors.invalidPolicy("Invalid JSON.");
    }

    /**
     * Refuses a form after the policy's end. A client that goes by real time meant a time of that length from the emulated instant at
     * which it signed.
     *
     * @param signedAt what the client took for now
     */
    void checkTime(EmulatorClock clock, Instant signedAt) {
        Instant now = clock.instant();
        Duration life = Duration.between(signedAt, expiration);
        if (now.isAfter(expiration)
                && Duration.between(clock.emulated(signedAt), now).compareTo(life) > 0) {
            throw FormErrors.expired();
        }
    }

    /**
     * Refuses a form that the policy does not allow.
     *
     * @param bucket that the form was posted to, whatever its fields say
     * @param key with the file's name in it
     * @return what the file's length may be, {@code most} if no condition says
     */
    Range check(FormFields fields, String bucket, String key, long most) {
        Range range = new Range(0, most);
        Set<String> covered = new HashSet<>(UNCOVERED);
        for (Condition condition : conditions) {
            switch (condition) {
                case Condition.Equal equal -> {
                    String value = value(equal.field(), fields, bucket, key);
                    refuseUnless(value != null && value.equals(equal.value()), condition);
                    covered.add(String.valueOf(equal.field()));
                }
                case Condition.StartsWith start -> {
                    String value = value(start.field(), fields, bucket, key);
                    refuseUnless(value != null && startsWith(start, value), condition);
                    covered.add(String.valueOf(start.field()));
                }
                case Condition.Length length -> {
                    if (length.least() == null || length.most() == null) {
                        throw FormErrors.conditionFailed(length.text());
                    }
                    range = new Range(Math.max(range.least(), length.least()), Math.min(range.most(), length.most()));
                }
            }
        }
        for (FormFields.Field field : fields.all()) {
            String name = field.lowerName();
            if (!covered.contains(name) && !name.startsWith(IGNORED)) {
                throw FormErrors.extraField(field.name());
            }
        }
        return range;
    }

    private static void refuseUnless(boolean met, Condition condition) {
        if (!met) {
            throw FormErrors.conditionFailed(condition.text());
        }
    }

    /** What a condition looks at. A field that is not there meets none, not even one that any value would meet. */
    private static @Nullable String value(@Nullable String field, FormFields fields, String bucket, String key) {
        if (field == null) {
            return null;
        }
        return switch (field) {
            case "bucket" -> bucket;
            case "key" -> key;
            default -> fields.get(field);
        };
    }

    /** Of a Content-Type with commas every element has to start so. */
    private static boolean startsWith(Condition.StartsWith condition, String value) {
        if (!"content-type".equals(condition.field())) {
            return value.startsWith(condition.prefix());
        }
        for (String type : value.split(",", -1)) {
            if (!type.strip().startsWith(condition.prefix())) {
                return false;
            }
        }
        return true;
    }
}
