// SPDX-License-Identifier: Apache-2.0
package org.mien;

/** A call of mien that failed. The message is for developers and logs. */
public final class MienException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure. */
    private final Status status;
    /** The clause, or an empty text. */
    private final String detail;

    /** For the native part, which finds it by its arguments. */
    MienException(int status, String sentence, String detail) {
        super(detail.isEmpty() ? sentence : sentence + ": " + detail);
        this.status = Status.of(status);
        this.detail = detail;
    }

    MienException(Status status, String detail) {
        this(status.number, status.name(), detail);
    }

    /**
     * What kind of failure.
     *
     * @return never null
     */
    public Status status() {
        return status;
    }

    /**
     * One English clause that says more, such as {@code "PNG: IDAT: CRC error"}, or the
     * system's reason when the status is {@link Status#IO}. It never contains bytes of an
     * image.
     *
     * @return perhaps empty, never null
     */
    public String detail() {
        return detail;
    }
}
