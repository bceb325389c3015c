package dev.kagemusha.protocol.shape;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A structure: its members sorted by where they travel. */
public final class Shape {
    private final List<Member> body = new ArrayList<>();
    private final List<Member> attributes = new ArrayList<>();
    private final List<Member> headers = new ArrayList<>();
    private final List<Member> queries = new ArrayList<>();
    private final List<Member> labels = new ArrayList<>();
    private final Map<String, Member> bodyByName = new HashMap<>();
    private final Member[] bodyMembers;
    private final boolean empty;
    private final @Nullable Member payload;
    private final @Nullable Member status;

    Shape(Shapes shapes, SdkPojo sample) {
        empty = sample.sdkFields().isEmpty();
        Member explicit = null;
        Member statusCode = null;
        for (SdkField<?> field : sample.sdkFields()) {
            Member member = new Member(shapes, field);
            switch (field.location()) {
                case HEADER -> headers.add(member);
                case QUERY_PARAM -> queries.add(member);
                case PATH, GREEDY_PATH -> labels.add(member);
                case STATUS_CODE -> statusCode = member;
                case PAYLOAD -> {
                    if (member.payload()) {
                        explicit = member;
                    } else if (member.attribute()) {
                        attributes.add(member);
                    } else {
                        body.add(member);
                        bodyByName.put(member.in(), member);
                    }
                }
            }
        }
        this.bodyMembers = body.toArray(new Member[0]);
        this.payload = explicit;
        this.status = statusCode;
    }

    /** Whether it has no members at all, in the body or elsewhere. */
    public boolean empty() {
        return empty;
    }

    /** Members in the body, without attributes; empty when there is an explicit {@link #payload}. */
    public List<Member> body() {
        return body;
    }

    /** The same as an array, for codecs that write nothing else; not to be changed. */
    public Member[] bodyMembers() {
        return bodyMembers;
    }

    /** The body member with this name on the way in. */
    public @Nullable Member body(String name) {
        return bodyByName.get(name);
    }

    /** Members that travel as XML attributes of the element that holds the structure. */
    public List<Member> attributes() {
        return attributes;
    }

    public List<Member> headers() {
        return headers;
    }

    public List<Member> queries() {
        return queries;
    }

    public List<Member> labels() {
        return labels;
    }

    /** The member that is the whole body. */
    public @Nullable Member payload() {
        return payload;
    }

    /** The member that holds the response's status code. */
    public @Nullable Member status() {
        return status;
    }
}
