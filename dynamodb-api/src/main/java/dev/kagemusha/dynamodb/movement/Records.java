package dev.kagemusha.dynamodb.movement;

import com.amazon.ion.IonException;
import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import com.amazon.ion.system.IonReaderBuilder;
import com.github.luben.zstd.ZstdInputStream;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.ValueType;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.protocol.SerializationException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.InputCompressionType;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The records of a file to import, one at a time. */
abstract class Records implements Closeable {
    private final Counting source;

    private Records(Counting source) {
        this.source = source;
    }

    /** A record that is no item. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        /** Whether the rest of the file is given up, as AWS does where it cannot make an item of a line. */
        final boolean last;

        Unreadable(boolean last) {
            super("a record that is no item", null, false, false);
            this.last = last;
        }
    }

    /** The next item, not checked yet; null at the end. */
    abstract @Nullable Map<String, AttributeValue> next() throws IOException, Unreadable;

    /** How many bytes of the file have been read. */
    long bytes() {
        return source.count;
    }

    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            count += Math.max(0, read);
            return read;
        }
    }

    /** Reads a file as an import says. */
    static Records of(ImportTableDescription asked, TableInfo table, InputStream file) throws IOException {
        Counting source = new Counting(file);
        InputStream plain = asked.inputCompressionType() == InputCompressionType.GZIP
                ? new GZIPInputStream(source)
                : asked.inputCompressionType() == InputCompressionType.ZSTD ? new ZstdInputStream(source) : source;
        return switch (asked.inputFormat()) {
            case ION -> new OfIon(source, plain);
            case CSV -> new OfCsv(source, plain, asked, table);
            default -> new OfJson(source, plain);
        };
    }

    /** DynamoDB JSON: an object with {@code Item} on each line. */
    private static final class OfJson extends Records {
        private final BufferedReader lines;

        OfJson(Counting source, InputStream plain) {
            super(source);
            lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
        }

        @Override
        @Nullable
        Map<String, AttributeValue> next() throws IOException, Unreadable {
            String line = lines.readLine();
            while (line != null && line.isBlank()) {
                line = lines.readLine();
            }
            if (line == null) {
                return null;
            }
            try {
                Map<String, AttributeValue> item = Descriptions.item(line).item();
                if (item.isEmpty()) {
                    throw new Unreadable(true);
                }
                return item;
            } catch (SerializationException e) {
                throw new Unreadable(true);
            }
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    /** Ion, as text or binary: structs with {@code Item}, or with {@code Record} and its {@code NewImage}. */
    private static final class OfIon extends Records {
        private final IonReader in;
        private boolean broken;

        OfIon(Counting source, InputStream plain) {
            super(source);
            in = IonReaderBuilder.standard().build(plain);
        }

        @Override
        @Nullable
        Map<String, AttributeValue> next() throws Unreadable {
            try {
                if (broken || in.next() == null) {
                    return null;
                }
                if (in.getType() != IonType.STRUCT) {
                    throw new Unreadable(true);
                }
                Map<String, AttributeValue> item = null;
                in.stepIn();
                while (in.next() != null) {
                    if (in.getFieldName().equals("Item") && in.getType() == IonType.STRUCT) {
                        item = Ion.readStruct(in);
                    }
                }
                in.stepOut();
                if (item == null) {
                    throw new Unreadable(true);
                }
                return item;
            } catch (IonException e) {
                broken = true; // there is no telling where the next value would begin
                throw new Unreadable(true);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Values separated by a delimiter; texts, but for keys of the table and its indexes, which have their own types. */
    private static final class OfCsv extends Records {
        private final BufferedReader in;
        private final char delimiter;
        private final List<String> header;
        private final Map<String, ValueType> types = new LinkedHashMap<>();

        OfCsv(Counting source, InputStream plain, ImportTableDescription asked, TableInfo table) throws IOException {
            super(source);
            in = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
            var options = asked.inputFormatOptions() == null
                    ? null
                    : asked.inputFormatOptions().csv();
            delimiter = options == null || options.delimiter() == null
                    ? ','
                    : options.delimiter().charAt(0);
            for (KeyAttribute attribute : table.attributes()) {
                types.put(attribute.name(), attribute.type());
            }
            List<String> first = options != null && options.hasHeaderList() ? options.headerList() : row();
            header = first == null ? List.of() : first;
        }

        @Override
        @Nullable
        Map<String, AttributeValue> next() throws IOException, Unreadable {
            List<String> row = row();
            if (row == null) {
                return null;
            }
            if (row.size() > header.size()) {
                throw new Unreadable(false);
            }
            Map<String, AttributeValue> item = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                String name = header.get(i);
                String text = row.get(i);
                ValueType type = types.get(name);
                if (type == null) {
                    item.put(name, AttributeValue.fromS(text));
                } else if (!text.isEmpty()) {
                    item.put(name, key(type, text));
                }
            }
            return item;
        }

        private static AttributeValue key(ValueType type, String text) throws Unreadable {
            try {
                return switch (type) {
                    case N -> AttributeValue.fromN(text.strip());
                    case B ->
                        AttributeValue.fromB(
                                SdkBytes.fromByteArray(Base64.getDecoder().decode(text)));
                    default -> AttributeValue.fromS(text);
                };
            } catch (IllegalArgumentException e) {
                throw new Unreadable(false);
            }
        }

        /** One row, which goes over several lines where quotes hold line ends; null at the end. */
        private @Nullable List<String> row() throws IOException {
            int c = in.read();
            while (c == '\n' || c == '\r') {
                c = in.read();
            }
            if (c < 0) {
                return null;
            }
            List<String> row = new ArrayList<>();
            StringBuilder field = new StringBuilder();
            boolean quoted = false;
            while (c >= 0) {
                if (quoted) {
                    if (c != '"') {
                        field.append((char) c);
                    } else if (peek() == '"') {
                        field.append('"');
                        int ignored = in.read();
                    } else {
                        quoted = false;
                    }
                } else if (c == '"' && field.isEmpty()) {
                    quoted = true;
                } else if (c == delimiter) {
                    row.add(field.toString());
                    field.setLength(0);
                } else if (c == '\n') {
                    break;
                } else if (c != '\r') {
                    field.append((char) c);
                }
                c = in.read();
            }
            row.add(field.toString());
            return row;
        }

        private int peek() throws IOException {
            in.mark(1);
            int c = in.read();
            in.reset();
            return c;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
