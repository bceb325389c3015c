package dev.kagemusha.s3.inventory;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryIncludedObjectVersions;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of an inventory, and its lines in CSV: every field between quotes, keys encoded as in URLs. With all versions there are three
 * more columns after the key.
 *
 * @param names as the manifest's schema has them
 */
record Columns(List<String> names, boolean versions) {
    /** In the order of AWS's manifests, whatever that of the configuration. */
    private static final List<String> OPTIONAL = List.of(
            "Size",
            "LastModifiedDate",
            "ETag",
            "StorageClass",
            "IsMultipartUploaded",
            "ReplicationStatus",
            "EncryptionStatus",
            "ObjectLockRetainUntilDate",
            "ObjectLockMode",
            "ObjectLockLegalHoldStatus",
            "IntelligentTieringAccessTier",
            "BucketKeyStatus",
            "ChecksumAlgorithm",
            "ObjectAccessControlList",
            "ObjectOwner");

    static Columns of(InventoryConfiguration configuration) {
        boolean all = configuration.includedObjectVersions() == InventoryIncludedObjectVersions.ALL;
        List<String> names = new ArrayList<>();
        names.add("Bucket");
        names.add("Key");
        if (all) {
            names.add("VersionId");
            names.add("IsLatest");
            names.add("IsDeleteMarker");
        }
        List<String> asked = configuration.optionalFieldsAsStrings();
        for (String optional : OPTIONAL) {
            if (asked.contains(optional)) {
                names.add(optional);
            }
        }
        return new Columns(names, all);
    }

    /** For the manifest. */
    String schema() {
        return String.join(", ", names);
    }

    /** Where a value of a line comes from. */
    @FunctionalInterface
    interface Values {
        /** The value of a column, or null for an empty one. */
        @Nullable
        String of(String column);
    }

    void line(StringBuilder out, Values values) {
        for (int i = 0; i < names.size(); i++) {
            String value = values.of(names.get(i));
            out.append(i == 0 ? "\"" : ",\"")
                    .append(value == null ? "" : value.replace("\"", "\"\""))
                    .append('"');
        }
        out.append('\n');
    }

    static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
