package dev.kagemusha.protocol.constraint;

import dev.kagemusha.protocol.constraint.ConstraintValidator.Path;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

import java.util.List;
import java.util.Map;

/** What is wrong with a request, in AWS's words. */
final class Violations {
    /** AWS stops looking after ten. */
    private static final int MOST = 10;

    private final StringBuilder text = new StringBuilder();
    private int count;

    private Violations() {}

    static Violations more(@Nullable Violations found) {
        return found == null ? new Violations() : found;
    }

    /** @param value as text with its blank in front, see {@link #quoted} */
    void add(String value, Path path, String constraint) {
        if (count == MOST) {
            return;
        }
        if (count > 0) {
            text.append("; ");
        }
        text.append("Value")
                .append(value)
                .append(" at '")
                .append(path.text())
                .append("' failed to satisfy constraint: ")
                .append(constraint);
        count++;
    }

    String message() {
        return count + (count == 1 ? " validation error detected: " : " validation errors detected: ") + text;
    }

    static String quoted(@Nullable Object value) {
        if (value == null) {
            return " null";
        }
        StringBuilder out = new StringBuilder(" '");
        print(value, out);
        return out.append('\'').toString();
    }

    /** As the classes behind AWS's services print themselves: members in camel case. */
    private static void print(@Nullable Object value, StringBuilder out) {
        if (value instanceof SdkPojo pojo) {
            out.append(pojo.getClass().getSimpleName()).append('(');
            String comma = "";
            for (SdkField<?> field : pojo.sdkFields()) {
                Object member = field.getValueOrDefault(pojo);
                if (member == null || member instanceof SdkAutoConstructList || member instanceof SdkAutoConstructMap) {
                    continue;
                }
                String name = field.memberName();
                out.append(comma).append(Character.toLowerCase(name.charAt(0))).append(name, 1, name.length());
                out.append('=');
                print(member, out);
                comma = ", ";
            }
            out.append(')');
        } else if (value instanceof List<?> list) {
            out.append('[');
            for (int i = 0; i < list.size(); i++) {
                out.append(i == 0 ? "" : ", ");
                print(list.get(i), out);
            }
            out.append(']');
        } else if (value instanceof Map<?, ?> map) {
            out.append('{');
            String comma = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(comma).append(entry.getKey()).append('=');
                print(entry.getValue(), out);
                comma = ", ";
            }
            out.append('}');
        } else {
            out.append(value);
        }
    }
}
