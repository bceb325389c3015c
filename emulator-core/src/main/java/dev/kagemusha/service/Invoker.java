package dev.kagemusha.service;

import dev.kagemusha.protocol.OperationModel;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;

import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the chapter that overrides an operation and calls it. */
final class Invoker {
    private final Map<OperationModel, Target> targets = new ConcurrentHashMap<>();

    /**
     * A chapter and its override.
     *
     * @param method takes the chapter and an array of the arguments
     */
    record Target(Definition.Chapter<?> chapter, MethodHandle method) {}

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
        List<Target> found = overrides(service, operation);
        if (found.isEmpty()) {
            return null;
        }
        targets.put(operation, found.get(0));
        return found.get(0);
    }

    /**
     * The chapters that override a method of the client; a test asserts that there is never more than one. A chapter is not reflected:
     * that would load the classes of all its operations.
     */
    static List<Target> overrides(Definition service, OperationModel operation) {
        int arguments = operation.type().parameterCount();
        return service.chapters().stream()
                .<Target>mapMulti((chapter, out) -> {
                    try {
                        MethodHandles.Lookup inside =
                                MethodHandles.privateLookupIn(chapter.type(), MethodHandles.lookup());
                        // bound to the class, the handle tells who declares the method: a virtual one would not, of
                        // defaults
                        MethodHandle method = inside.findSpecial(
                                chapter.type(), operation.methodName(), operation.type(), chapter.type());
                        if (inside.revealDirect(method).getDeclaringClass() == chapter.type()) {
                            out.accept(new Target(
                                    chapter,
                                    method.asType(MethodType.genericMethodType(1 + arguments))
                                            .asSpreader(Object[].class, arguments)));
                        }
                    } catch (NoSuchMethodException | IllegalAccessException e) {
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
            Object response = (Object) target.method().invokeExact(chapter, arguments);
            return captured.response == null
                    ? new Result((SdkPojo) response, null)
                    : new Result(captured.response, captured.stream);
        } catch (Throwable thrown) {
            throw Invoker.<RuntimeException>sneak(thrown);
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
