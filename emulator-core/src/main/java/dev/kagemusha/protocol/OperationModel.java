package dev.kagemusha.protocol;

import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * One operation of a service, known by its method in the SDK's client interface and completed by the service's data table (HTTP
 * binding).
 *
 * <p>The method is kept as its type: to reflect one method of an interface is to load the classes of all, and a client has hundreds.
 */
public final class OperationModel {
    private final ServiceModel service;
    private final String name;
    private final String methodName;
    private final MethodType type;
    private final Method newRequest;
    private final Class<? extends SdkPojo> responseType;
    private final HttpBinding http;

    OperationModel(
            ServiceModel service,
            String name,
            String methodName,
            MethodType type,
            Class<? extends SdkPojo> responseType,
            HttpBinding http) {
        this.service = service;
        this.name = name;
        this.methodName = methodName;
        this.type = type;
        this.responseType = responseType;
        this.http = http;
        try {
            this.newRequest = type.parameterType(0).getMethod("builder");
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(name, e);
        }
    }

    public ServiceModel service() {
        return service;
    }

    /** As AWS names it, for example {@code PutItem}. */
    public String name() {
        return name;
    }

    /** The name of the client's method that a chapter overrides. */
    public String methodName() {
        return methodName;
    }

    /** Its parameters and what it returns, erased. */
    public MethodType type() {
        return type;
    }

    /** The client's method itself, for whoever has a client to call. Reflects over the whole interface. */
    public Method method() {
        try {
            return service.client().getMethod(methodName, type.parameterArray());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(name, e);
        }
    }

    public Class<?> requestType() {
        return type.parameterType(0);
    }

    public Class<? extends SdkPojo> responseType() {
        return responseType;
    }

    /** A new request builder; its {@code sdkFields} set members, {@code SdkBuilder.build()} makes the request. */
    public SdkPojo newRequest() {
        try {
            return (SdkPojo) newRequest.invoke(null);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** Whether the request's payload is handed to the operation as a stream. */
    public boolean streamsIn() {
        return type.parameterCount() > 1 && type.parameterType(1) == RequestBody.class;
    }

    /** Whether the operation writes its payload as a stream. */
    public boolean streamsOut() {
        return type.lastParameterType() == ResponseTransformer.class;
    }

    /** Method, path and status for REST protocols; POST / 200 for the others. */
    public HttpBinding http() {
        return http;
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * @param method HTTP method
     * @param uri path template with {@code {Label}} and greedy {@code {Label+}}, and literal query parameters after {@code ?}
     * @param status of a success
     */
    public record HttpBinding(String method, String uri, int status) {
        static final HttpBinding RPC = new HttpBinding("POST", "/", 200);
    }
}
