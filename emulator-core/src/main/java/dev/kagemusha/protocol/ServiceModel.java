package dev.kagemusha.protocol;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A service as its SDK client interface describes it. Operations are looked up lazily by name: reflecting over a whole
 * client costs 100 ms in a cold JVM.
 */
public final class ServiceModel {
    private final Class<?> client;
    private final ConcurrentHashMap<String, OperationModel> operations = new ConcurrentHashMap<>();

    private ServiceModel(Class<?> client) {
        this.client = client;
    }

    public static ServiceModel of(Class<?> client) {
        return new ServiceModel(client);
    }

    /** The SDK's synchronous client interface. */
    public Class<?> client() {
        return client;
    }

    /** The operation of this name, or null. */
    public @Nullable OperationModel operation(String name) {
        OperationModel known = operations.get(name);
        if (known != null || name.isEmpty() || !Character.isLetter(name.charAt(0))) {
            return known;
        }
        OperationModel found = reflect(name);
        if (found != null) {
            operations.putIfAbsent(name, found);
        }
        return operations.get(name);
    }

    private @Nullable OperationModel reflect(String name) {
        String methodName = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        String packageName = client.getPackageName() + ".model.";
        Class<?> request = load(packageName + name + "Request");
        Class<?> response = load(packageName + name + "Response");
        if (request == null || response == null || !SdkPojo.class.isAssignableFrom(response)) {
            return null;
        }
        Method method = method(methodName, request);
        if (method == null) {
            return null;
        }
        return new OperationModel(
                this, name, method, response.asSubclass(SdkPojo.class), OperationModel.HttpBinding.RPC);
    }

    private @Nullable Class<?> load(String name) {
        try {
            return Class.forName(name, false, client.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) { // a wrong case is a LinkageError on some file systems
            return null;
        }
    }

    private @Nullable Method method(String name, Class<?> request) {
        for (Class<?>[] shape : new Class<?>[][] {
            {request, RequestBody.class},
            {request, ResponseTransformer.class},
            {request, RequestBody.class, ResponseTransformer.class},
            {request}
        }) {
            try {
                return client.getMethod(name, shape);
            } catch (NoSuchMethodException e) {
                continue;
            }
        }
        return null;
    }

    /** Names of all operations, sorted. Reflects over the whole client: for coverage, not for requests. */
    public List<String> operationNames() {
        TreeSet<String> names = new TreeSet<>();
        for (Method method : client.getMethods()) {
            Class<?>[] parameters = method.getParameterTypes();
            if (parameters.length >= 1
                    && SdkRequest.class.isAssignableFrom(parameters[0])
                    && !method.getName().endsWith("Paginator")) {
                String name = Character.toUpperCase(method.getName().charAt(0))
                        + method.getName().substring(1);
                if (parameters[0].getSimpleName().equals(name + "Request")) {
                    names.add(name);
                }
            }
        }
        return new ArrayList<>(names);
    }
}
