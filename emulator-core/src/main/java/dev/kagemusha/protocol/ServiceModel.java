package dev.kagemusha.protocol;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A service as its SDK client interface describes it, and an interface of ours that extends it where the service has operations
 * which the SDK does not have yet. Operations are looked up lazily by name: reflecting over a whole client costs 100 ms in a
 * cold JVM.
 */
public final class ServiceModel {
    private static final int LONGEST_NAME = 128;

    private final Class<?> client;
    private final Class<?> contract;
    private final String servicePackage;
    private final ConcurrentHashMap<String, OperationModel> operations = new ConcurrentHashMap<>();
    private volatile @Nullable ServiceTable table;

    private ServiceModel(Class<?> client, Class<?> contract) {
        this.client = client;
        this.contract = contract;
        String own = client.getPackageName();
        String services = ".services.";
        int start = own.indexOf(services) + services.length();
        int end = own.indexOf('.', start);
        // A client of a package below (DynamoDB Streams) shares its service's model classes.
        this.servicePackage = end < 0 ? own : own.substring(0, end);
    }

    public static ServiceModel of(Class<?> client) {
        return new ServiceModel(client, client);
    }

    /**
     * The same with operations beyond the SDK's.
     *
     * @param contract declares a method for each of them, with request and response named as the SDK names them
     */
    public static <T> ServiceModel of(Class<T> client, Class<? extends T> contract) {
        return new ServiceModel(client, contract);
    }

    /** The SDK's synchronous client interface. */
    public Class<?> client() {
        return client;
    }

    /** What the SDK's classes do not say; read on first use. */
    public ServiceTable table() {
        ServiceTable known = table;
        if (known == null) {
            String service = servicePackage.substring(servicePackage.lastIndexOf('.') + 1);
            String own = client.getPackageName();
            String path = "dev/kagemusha/" + service
                    + own.substring(own.lastIndexOf('.')).replace('.', '/') + ".model";
            known = ServiceTable.load(ServiceModel.class.getClassLoader(), path);
            table = known;
        }
        return known;
    }

    /** The package that AWS's own messages name this service's types with. */
    public String namespace() {
        String known = table().attribute("errorNamespace");
        return known == null ? "com.amazonaws" + servicePackage.substring(servicePackage.lastIndexOf('.')) : known;
    }

    /** The operation of this name, or null. */
    public @Nullable OperationModel operation(String name) {
        OperationModel known = operations.get(name);
        if (known != null || !isName(name)) {
            return known;
        }
        OperationModel found = reflect(name);
        if (found != null) {
            operations.putIfAbsent(name, found);
        }
        return operations.get(name);
    }

    /** Anybody may ask for any name: what no operation can be called is not looked for. */
    private static boolean isName(String name) {
        boolean good = !name.isEmpty() && name.length() <= LONGEST_NAME && !Character.isDigit(name.charAt(0));
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        }
        return good;
    }

    private @Nullable OperationModel reflect(String name) {
        String renamed = table().attribute(name, "class"); // the SDK writes CreateOpenIDConnectProvider with "OpenId"
        String sdkName = renamed == null ? name : renamed;
        String methodName = Character.toLowerCase(sdkName.charAt(0)) + sdkName.substring(1);
        String packageName = servicePackage + ".model.";
        Class<?> request = load(packageName + sdkName + "Request");
        Class<?> response = load(packageName + sdkName + "Response");
        MethodType type = null;
        if (request == null) {
            type = beyond(methodName, sdkName + "Request");
            response = type == null ? null : type.returnType();
        } else if (response != null) {
            type = type(methodName, request, response);
        }
        if (type == null || response == null || !SdkPojo.class.isAssignableFrom(response)) {
            return null;
        }
        OperationModel.HttpBinding http = table().bindings().getOrDefault(name, OperationModel.HttpBinding.RPC);
        return new OperationModel(this, name, methodName, type, response.asSubclass(SdkPojo.class), http);
    }

    /** The method's type of an operation that the SDK does not have, or null. */
    private @Nullable MethodType beyond(String name, String request) {
        if (contract != client) {
            for (Method method : contract.getDeclaredMethods()) {
                if (method.getName().equals(name)
                        && method.getParameterCount() == 1
                        && method.getParameterTypes()[0].getSimpleName().equals(request)) {
                    return MethodType.methodType(method.getReturnType(), method.getParameterTypes());
                }
            }
        }
        return null;
    }

    /**
     * The class of this name, or null. It is looked for as a file first: a class loader keeps a lock for each name it was
     * ever asked for, so that whoever makes names up would fill the memory.
     */
    private @Nullable Class<?> load(String name) {
        ClassLoader loader = client.getClassLoader();
        if (loader.getResource(name.replace('.', '/') + ".class") == null) {
            return null;
        }
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) { // a wrong case is a LinkageError on some file systems
            return null;
        }
    }

    /** Which of the forms that an operation's method may have is there; a streamed answer is whatever its reader makes of it. */
    private @Nullable MethodType type(String name, Class<?> request, Class<?> response) {
        MethodType[] forms = {
            MethodType.methodType(response, request),
            MethodType.methodType(response, request, RequestBody.class),
            MethodType.methodType(Object.class, request, ResponseTransformer.class),
            MethodType.methodType(Object.class, request, RequestBody.class, ResponseTransformer.class)
        };
        for (MethodType form : forms) {
            if (has(name, form)) {
                return form;
            }
        }
        return null;
    }

    private boolean has(String name, MethodType form) {
        try {
            MethodHandles.publicLookup().findVirtual(client, name, form);
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** Names of all operations, sorted. Reflects over the whole client: for coverage, not for requests. */
    public List<String> operationNames() {
        TreeSet<String> names = new TreeSet<>();
        for (Method method : contract.getMethods()) {
            Class<?>[] parameters = method.getParameterTypes();
            if (parameters.length >= 1
                    && SdkRequest.class.isAssignableFrom(parameters[0])
                    && !method.getName().endsWith("Paginator")) {
                String name = Character.toUpperCase(method.getName().charAt(0))
                        + method.getName().substring(1);
                if (parameters[0].getSimpleName().equals(name + "Request")) {
                    names.add(table().operationOf(name));
                }
            }
        }
        return new ArrayList<>(names);
    }
}
