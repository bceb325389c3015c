package dev.kagemusha.kms.key;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.service.Call;

/**
 * What a request calls a key: an id, an alias, or the ARN of either.
 *
 * @param resource {@code key/…} or {@code alias/…}
 */
record KeyName(String partition, String region, String account, String resource) {
    private static final String KEY = "key/";
    static final String ALIAS = "alias/";
    private static final String MULTI_REGION = "mrk-";
    private static final int UUID_LENGTH = 36;
    private static final int ARN_FIELDS = 6;

    /** @throws software.amazon.awssdk.services.kms.model.KmsException for what is none of these */
    static KeyName parse(Call call, String text) {
        if (text.startsWith("arn:")) {
            return ofArn(call, text);
        }
        if (text.startsWith(ALIAS)) {
            return new KeyName(call.partition(), call.region(), call.account(), text);
        }
        if (!isId(text)) {
            throw KmsErrors.invalidKeyId(text);
        }
        return new KeyName(call.partition(), call.region(), call.account(), KEY + text);
    }

    private static KeyName ofArn(Call call, String text) {
        String[] fields = text.split(":", ARN_FIELDS);
        if (fields.length < ARN_FIELDS || !fields[2].equals("kms") || fields[4].isEmpty()) {
            throw KmsErrors.invalidArn(text);
        }
        KeyName name = new KeyName(fields[1], fields[3], fields[4], fields[5]);
        if (!name.isAlias() && !name.resource.startsWith(KEY)) {
            throw KmsErrors.invalidArn(text);
        }
        if (!fields[3].equals(call.region())) {
            throw KmsErrors.foreignArn(fields[3]);
        }
        if (!name.isAlias() && !isId(name.name())) {
            throw KmsErrors.invalidKeyId(name.name());
        }
        return name;
    }

    boolean isAlias() {
        return resource.startsWith(ALIAS);
    }

    /** A key's id, or an alias with its prefix. */
    String name() {
        return isAlias() ? resource : resource.substring(KEY.length());
    }

    String arn() {
        return "arn:" + partition + ":kms:" + region + ":" + account + ":" + resource;
    }

    RuntimeException notFound() {
        return isAlias() ? KmsErrors.aliasNotFound(arn()) : KmsErrors.keyNotFound(arn());
    }

    private static boolean isId(String text) {
        if (text.startsWith(MULTI_REGION)) {
            return text.length() == MULTI_REGION.length() + 32 && isHexadecimal(text, MULTI_REGION.length());
        }
        if (text.length() != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? text.charAt(i) != '-' : !isHexadecimal(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHexadecimal(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (!isHexadecimal(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHexadecimal(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
