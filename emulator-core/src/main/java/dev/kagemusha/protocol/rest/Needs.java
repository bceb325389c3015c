package dev.kagemusha.protocol.rest;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.protocol.OperationModel;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.RequiredTrait;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an operation needs of a request beside method and path.
 *
 * @param known whether the operation is known; one that is not takes any request
 * @param labels labels that the path template lacks, which the service's addressing must have found
 * @param members names of all members, any of which the addressing may have found
 * @param queries query parameters that are required
 * @param headers headers that are required
 */
record Needs(boolean known, Set<String> labels, Set<String> members, List<String> queries, List<String> headers) {

    static Needs of(@Nullable OperationModel operation, List<String> templateLabels) {
        Set<String> labels = new HashSet<>();
        Set<String> members = new HashSet<>();
        List<String> queries = new ArrayList<>();
        List<String> headers = new ArrayList<>();
        if (operation != null) {
            for (SdkField<?> field : operation.newRequest().sdkFields()) {
                boolean required = field.containsTrait(RequiredTrait.class);
                MarshallLocation location = field.location();
                if (location == MarshallLocation.PATH || location == MarshallLocation.GREEDY_PATH) {
                    members.add(field.locationName());
                    if (!templateLabels.contains(field.locationName())) {
                        labels.add(field.locationName());
                    }
                } else {
                    members.add(field.memberName());
                    if (required && location == MarshallLocation.QUERY_PARAM) {
                        queries.add(field.locationName());
                    } else if (required && location == MarshallLocation.HEADER) {
                        headers.add(field.locationName());
                    }
                }
            }
        }
        return new Needs(operation != null, labels, members, queries, headers);
    }

    /** Whether all labels that are needed were found, and all that were found are members. */
    boolean labelsFit(Map<String, String> found) {
        if (!known) {
            return true;
        }
        Set<String> names = found.keySet();
        return names.equals(labels) || (names.containsAll(labels) && members.containsAll(names));
    }

    /** How many required members are there; below zero, how many are missing. */
    int fit(QueryString query, Headers in) {
        int missing = 0;
        for (int i = 0; i < queries.size(); i++) {
            if (!query.contains(queries.get(i))) {
                missing++;
            }
        }
        for (int i = 0; i < headers.size(); i++) {
            if (!in.contains(headers.get(i))) {
                missing++;
            }
        }
        return missing > 0 ? -missing : queries.size() + headers.size();
    }
}
