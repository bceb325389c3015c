package dev.kagemusha.protocol;

import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * One operation of a service, reflected from its method in the SDK's client interface and completed by the service's data
 * table (HTTP binding).
 */
public final class OperationModel {
    private final ServiceModel service;
    private final String name;
    private final Method method;
    private final Method newRequest;
    private final Class<? extends SdkPojo> responseType;
    private final HttpBinding http;

    OperationModel(
            ServiceModel service, String name, Method method, Class<? extends SdkPojo> responseType, HttpBinding http) {
        this.service = service;
        this.name = name;
        this.method = method;
        this.responseType = responseType;
        this.http = http;
        try {
            this.newRequest = method.getParameterTypes()[0].getMethod("builder");
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

    /** The method of the client interface that a chapter overrides. */
    public Method method() {
        return method;
    }

    public Class<?> requestType() {
        return method.getParameterTypes()[0];
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
        return method.getParameterCount() > 1 && method.getParameterTypes()[1] == RequestBody.class;
    }

    /** Whether the operation writes its payload as a stream. */
    public boolean streamsOut() {
        return method.getParameterCount() > 1
                && method.getParameterTypes()[method.getParameterCount() - 1] == ResponseTransformer.class;
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
