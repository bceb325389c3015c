package dev.kagemusha.s3.replication;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.s3.checksum.Digest;

import java.nio.charset.StandardCharsets;

/** The role of a replication configuration, as S3 assumes it. */
final class Role {
    /** As AWS's records name S3's sessions. */
    private static final String SESSION = "s3-replication";

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int ID_LETTERS = 17;

    private Role() {}

    /** @param arn of the role, which may have a path */
    static Caller.RoleSession session(String arn) {
        String[] fields = arn.split(":", 6);
        String name = arn.substring(arn.lastIndexOf('/') + 1);
        return new Caller.RoleSession(fields[4], arn, name, SESSION, id(arn) + ":" + SESSION);
    }

    /** The id that roles have: always the same for one ARN, since no service keeps one. */
    private static String id(String arn) {
        Digest digest = Algorithm.SHA256.open();
        byte[] name = arn.getBytes(StandardCharsets.UTF_8);
        digest.update(name, 0, name.length);
        byte[] hash = digest.value();
        StringBuilder id = new StringBuilder("AROA");
        for (int i = 0; i < ID_LETTERS; i++) {
            id.append(LETTERS.charAt(hash[i] & 31));
        }
        return id.toString();
    }
}
