package dev.kagemusha.service;

import dev.kagemusha.protocol.OperationModel;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;

import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the chapter that overrides an operation and calls it. */
final class Invoker {
    private final Map<OperationModel, Target> targets = new ConcurrentHashMap<>();

    /** A chapter and its override. */
    record Target(Definition.Chapter<?> chapter, Method method) {}

    /**
     * What an operation gave.
     *
     * @param stream the payload of a streamed response
     */
    record Result(SdkPojo response, @Nullable InputStream stream) {}

    /** Whether a chapter overrides this operation. */
    boolean implemented(Definition service, OperationModel operation) {
        return target(service, operation) != null;
    }

    private @Nullable Target target(Definition service, OperationModel operation) {
        Target known = targets.get(operation);
        if (known != null) {
            return known;
        }
        List<Target> found = overrides(service, operation.method());
        if (found.isEmpty()) {
            return null;
        }
        found.get(0).method().setAccessible(true);
        targets.put(operation, found.get(0));
        return found.get(0);
    }

    /** The chapters that override a method of the client; a test asserts that there is never more than one. */
    static List<Target> overrides(Definition service, Method operation) {
        return service.chapters().stream()
                .<Target>mapMulti((chapter, out) -> {
                    try {
                        Method method = chapter.type().getMethod(operation.getName(), operation.getParameterTypes());
                        if (method.getDeclaringClass() == chapter.type()) {
                            out.accept(new Target(chapter, method));
                        }
                    } catch (NoSuchMethodException e) {
                        throw new IllegalStateException(chapter.type() + " does not implement the client", e);
                    }
                })
                .toList();
    }

    /**
     * Runs the operation.
     *
     * @param body the streamed payload, for an operation that takes one
     * @throws NotImplemented when no chapter overrides it
     */
    Result invoke(Definition service, OperationModel operation, Call call, SdkPojo request, RequestBody body) {
        Target target = target(service, operation);
        if (target == null) {
            throw new NotImplemented(service.name(), operation.name());
        }
        Object chapter = target.chapter().open().apply(call);
        Captured captured = new Captured();
        Object[] arguments = operation.streamsIn()
                ? operation.streamsOut() ? new Object[] {request, body, captured} : new Object[] {request, body}
                : operation.streamsOut() ? new Object[] {request, captured} : new Object[] {request};
        try {
            Object response = target.method().invoke(chapter, arguments);
            return captured.response == null
                    ? new Result((SdkPojo) response, null)
                    : new Result(captured.response, captured.stream);
        } catch (InvocationTargetException e) {
            throw Invoker.<RuntimeException>sneak(Objects.requireNonNull(e.getCause()));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(operation.name(), e);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException sneak(Throwable cause) throws E {
        throw (E) cause;
    }

    /** Takes the response and its stream out of an operation; the stream is sent after the operation has returned. */
    private static final class Captured implements ResponseTransformer<SdkPojo, SdkPojo> {
        private @Nullable SdkPojo response;
        private @Nullable InputStream stream;

        @Override
        public SdkPojo transform(SdkPojo answered, software.amazon.awssdk.http.AbortableInputStream body) {
            this.response = answered;
            this.stream = body.delegate(); // its transferTo may be a fast way out, which the wrapper would hide
            return answered;
        }
    }

    /** An operation of the SDK that no chapter overrides. */
    static final class NotImplemented extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotImplemented(String service, String operation) {
            super(service + ":" + operation + " is not implemented by this emulator.", null, false, false);
        }
    }
}
