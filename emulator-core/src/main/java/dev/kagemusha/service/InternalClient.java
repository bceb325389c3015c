package dev.kagemusha.service;

import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.WireError;
import dev.kagemusha.protocol.WireErrors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;

import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.List;

/** An SDK client whose operations enter the gateway after decoding: how services of the emulator call each other. */
final class InternalClient implements InvocationHandler {
    private final Gateway gateway;
    private final GatewayCall parent;
    private final Definition service;

    InternalClient(Gateway gateway, GatewayCall parent, Definition service) {
        this.gateway = gateway;
        this.parent = parent;
        this.service = service;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a proxy equals itself alone
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "toString" -> "client of " + service.name();
                case "hashCode" -> System.identityHashCode(proxy);
                default -> arguments != null && proxy == arguments[0];
            };
        }
        if (arguments == null || !(arguments[0] instanceof SdkRequest request)) {
            return method.isDefault() ? InvocationHandler.invokeDefault(proxy, method, arguments) : null;
        }
        OperationModel operation = service.model()
                .operation(Character.toUpperCase(method.getName().charAt(0))
                        + method.getName().substring(1));
        if (operation == null || !operation.type().parameterList().equals(List.of(method.getParameterTypes()))) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        RequestBody body = operation.streamsIn() ? (RequestBody) arguments[1] : RequestBody.empty();
        Invoker.Result result;
        try {
            result = gateway.callInside(parent, service, operation, (SdkPojo) request, body);
        } catch (AwsServiceException refused) {
            throw asFromTheWire(refused);
        }
        return operation.streamsOut() ? transform(arguments[arguments.length - 1], result) : result.response();
    }

    /** A client finds code, status and text in the details of whatever it catches. */
    private AwsServiceException asFromTheWire(AwsServiceException refused) {
        if (refused.awsErrorDetails() != null && refused.awsErrorDetails().errorCode() != null) {
            return refused;
        }
        WireError error = WireErrors.of(service.model(), refused);
        return refused.toBuilder()
                .statusCode(error.status())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName(service.name())
                        .errorCode(error.code())
                        .errorMessage(error.message())
                        .build())
                .build();
    }

    @SuppressWarnings("unchecked")
    private static Object transform(Object transformer, Invoker.Result result) throws Exception {
        InputStream stream = result.stream() == null ? InputStream.nullInputStream() : result.stream();
        ResponseTransformer<SdkPojo, Object> reader = (ResponseTransformer<SdkPojo, Object>) transformer;
        boolean handedOn = false;
        try {
            Object read = reader.transform(result.response(), AbortableInputStream.create(stream));
            handedOn = reader.needsConnectionLeftOpen();
            return read;
        } finally {
            if (!handedOn) {
                stream.close();
            }
        }
    }
}
