// Every way that a run can end, in plain words. The keys are the service's `termination_reason`.

export const REASONS = {
  completed: { title: "Finished", text: "The program ran to its end." },
  exception: { title: "Ended by an exception", text: "An exception was raised and not caught; the traceback is on stderr." },
  timeout: { title: "Stopped: out of time", text: "The program was still running at the time limit and was ended." },
  memory_limit: { title: "Stopped: out of memory", text: "The program needed more memory than a run may have." },
  output_limit: { title: "Stopped: too much output", text: "The program printed more than a run may print." },
  disk_limit: { title: "Stopped: disk full", text: "The program wrote more bytes, or more files, than a run may keep." },
  signal: { title: "Stopped by a signal", text: "The program crashed, or was ended for breaking the sandbox’s rules." },
};

/** What `details` say happened, in a few words. @param {{termination_reason: string, exit_code: number}} details */
export function outcome(details) {
  const reason = REASONS[details.termination_reason] ?? { title: `Ended: ${details.termination_reason}`, text: "" };
  if (details.termination_reason === "completed" && details.exit_code !== 0) {
    return { title: `Finished with exit code ${details.exit_code}`, text: "The program chose to end with a code other than 0." };
  }
  return reason;
}
