package dev.kagemusha.state.jobs;

/**
 * Carries out one kind of job. It may be run again for work it has already done, when the process was killed between doing
 * and committing; so it does the same again, or finds it done.
 */
@FunctionalInterface
public interface JobHandler {
    /**
     * Does one bounded slice (at most some hundreds of rows, some tens of milliseconds) and settles the job in the slice's own
     * transaction: {@link JobRun#done}, {@link JobRun#again} or {@link JobRun#at}. A slice that throws or settles nothing is
     * tried again a minute later.
     */
    void run(JobRun run);
}
