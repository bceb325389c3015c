package dev.kagemusha.protocol.rest;

import dev.kagemusha.protocol.OperationModel.HttpBinding;
import dev.kagemusha.protocol.ServiceModel;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.function.BiFunction;

/**
 * What the REST protocols take from a service's data table.
 *
 * @param bindings HTTP bindings by operation
 * @param attribute an attribute of an operation, by operation and name, or null
 * @param namespace of the XML that the service writes
 * @param wrapsErrors whether an error stands in an {@code ErrorResponse}; S3's stands alone
 */
record RestTable(
        Map<String, HttpBinding> bindings,
        BiFunction<String, String, @Nullable String> attribute,
        @Nullable String namespace,
        boolean wrapsErrors) {

    static RestTable of(ServiceModel service) {
        throw new IllegalStateException(service.toString());
    }
}
