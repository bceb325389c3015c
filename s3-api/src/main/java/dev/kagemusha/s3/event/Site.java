package dev.kagemusha.s3.event;

/**
 * The bucket that something happens in, as deferred work knows it: by its internal id, so that one made anew under the same name is another.
 *
 * @param scope the owner's state scope
 * @param bucket internal id
 */
public record Site(int scope, long bucket, String partition, String account, String region, String name) {
    private static final int PARTS = 5;

    /** The key of a job about this bucket, in its scope. */
    public String key() {
        return bucket + " " + partition + " " + account + " " + region + " " + name;
    }

    /** The bucket of a job. */
    public static Site parse(int scope, String key) {
        String[] parts = key.split(" ", PARTS);
        return new Site(scope, Long.parseLong(parts[0]), parts[1], parts[2], parts[3], parts[4]);
    }

    /** The bucket's ARN. */
    public String arn() {
        return "arn:" + partition + ":s3:::" + name;
    }
}
