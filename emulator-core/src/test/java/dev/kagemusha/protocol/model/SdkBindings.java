package dev.kagemusha.protocol.model;

import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.ServiceModel;
import org.assertj.core.api.Assertions;
import software.amazon.awssdk.protocols.core.OperationInfo;

import java.lang.reflect.Field;
import java.util.Objects;

/** The bindings in the SDK's marshallers. */
public final class SdkBindings {
    private SdkBindings() {}

    static OperationInfo of(Class<?> client, String sdkName) throws ReflectiveOperationException {
        Class<?> marshaller = Class.forName(client.getPackageName() + ".transform." + sdkName + "RequestMarshaller");
        Field binding = marshaller.getDeclaredField("SDK_OPERATION_BINDING");
        binding.setAccessible(true);
        return (OperationInfo) binding.get(null);
    }

    /** Fails unless a service's table has every operation of its client, with the SDK's own method and path. */
    public static void assertSameRoutes(Class<?> client) throws ReflectiveOperationException {
        ServiceModel service = ServiceModel.of(client);
        Assertions.assertThat(service.operationNames()).isNotEmpty();
        for (String name : service.operationNames()) {
            OperationInfo binding = of(client, name);
            OperationModel operation = Objects.requireNonNull(service.operation(name));
            Assertions.assertThat(operation.http().uri()).as(name).isEqualTo(binding.requestUri());
            Assertions.assertThat(operation.http().method())
                    .as(name)
                    .isEqualTo(binding.httpMethod().name());
        }
        Assertions.assertThat(service.table().bindings().keySet()).containsAll(service.operationNames());
    }
}
