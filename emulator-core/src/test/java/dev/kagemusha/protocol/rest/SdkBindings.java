package dev.kagemusha.protocol.rest;

import dev.kagemusha.protocol.OperationModel.HttpBinding;
import dev.kagemusha.protocol.ServiceModel;
import software.amazon.awssdk.protocols.core.OperationInfo;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;

/** HTTP bindings as the SDK's own marshallers have them. */
final class SdkBindings {
    private SdkBindings() {}

    static Map<String, HttpBinding> of(ServiceModel service) {
        Map<String, HttpBinding> bindings = new TreeMap<>();
        for (String operation : service.operationNames()) {
            try {
                Class<?> marshaller = Class.forName(
                        service.client().getPackageName() + ".transform." + operation + "RequestMarshaller");
                Field field = marshaller.getDeclaredField("SDK_OPERATION_BINDING");
                field.setAccessible(true);
                OperationInfo info = (OperationInfo) field.get(null);
                bindings.put(operation, new HttpBinding(info.httpMethod().name(), info.requestUri(), 200));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(operation, e);
            }
        }
        return bindings;
    }
}
