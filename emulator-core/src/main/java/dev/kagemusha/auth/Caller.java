package dev.kagemusha.auth;

import org.jspecify.annotations.Nullable;

/** The principal a request speaks for. */
public sealed interface Caller {
    /** 12 digits; {@code anonymous} callers have none and answer the empty string. */
    String account();

    /** The principal's ARN as GetCallerIdentity gives it. */
    String arn();

    /** The unique id as GetCallerIdentity gives it. */
    String userId();

    /** The account itself, which no identity policy limits. */
    record Root(String account) implements Caller {
        @Override
        public String arn() {
            return "arn:aws:iam::" + account + ":root";
        }

        @Override
        public String userId() {
            return account;
        }
    }

    /** An IAM user. {@code path} begins and ends with a slash. */
    record User(String account, String path, String name, String userId) implements Caller {
        @Override
        public String arn() {
            return "arn:aws:iam::" + account + ":user" + path + name;
        }
    }

    /** An assumed role; {@code userId} is {@code role id:session name}. */
    record RoleSession(String account, String roleArn, String roleName, String sessionName, String userId)
            implements Caller {
        @Override
        public String arn() {
            return "arn:aws:sts::" + account + ":assumed-role/" + roleName + "/" + sessionName;
        }
    }

    /** GetFederationToken's user. */
    record Federated(String account, String name) implements Caller {
        @Override
        public String arn() {
            return "arn:aws:sts::" + account + ":federated-user/" + name;
        }

        @Override
        public String userId() {
            return account + ":" + name;
        }
    }

    /**
     * A service of AWS acting by itself or for a resource.
     *
     * @param name for example {@code s3.amazonaws.com}
     * @param account the account it acts in
     * @param sourceArn what it acts for ({@code aws:SourceArn}), if anything
     */
    record ServicePrincipal(
            String name, String account, @Nullable String sourceArn) implements Caller {
        @Override
        public String arn() {
            return name;
        }

        @Override
        public String userId() {
            return name;
        }
    }

    /** Nobody: an unsigned request. */
    record Anonymous() implements Caller {
        @Override
        public String account() {
            return "";
        }

        @Override
        public String arn() {
            return "*";
        }

        @Override
        public String userId() {
            return "anonymous";
        }
    }
}
