package dev.kagemusha.dynamodb.expression;

/** One step of a document path: into a map by name, or into a list by position. */
public sealed interface Step {

    /** An attribute or map entry. */
    record Name(String name) implements Step {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A list element, counted from zero. */
    record Index(int index) implements Step {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }
}
