package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.service.Call;

/**
 * A backup's ARN, taken apart: {@code arn:aws:dynamodb:region:account:table/name/backup/id}.
 *
 * @param scope of the backup
 */
record BackupArn(int scope, BackupRows.Name name) {
    /**
     * Reads an ARN of the caller's account, of any region.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.BackupNotFoundException if it cannot be one
     */
    static BackupArn of(Call call, String arn) {
        String[] fields = arn.split(":", 6);
        String[] path = fields.length < 6 ? new String[0] : fields[5].split("/", -1);
        if (path.length != 4
                || !fields[0].equals("arn")
                || !fields[1].equals(call.partition())
                || !fields[2].equals("dynamodb")
                || !fields[4].equals(call.account())
                || !path[0].equals("table")
                || !path[2].equals("backup")) {
            throw BackupErrors.backupNotFound(arn);
        }
        return new BackupArn(call.scope(fields[4], fields[3]), new BackupRows.Name(path[1], path[3]));
    }
}
