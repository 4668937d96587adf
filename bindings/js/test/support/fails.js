// SPDX-License-Identifier: Apache-2.0
import { MienError } from "mien";

/** For assert.throws(): it is a MienError of that status. */
export function fails(status) {
  return (error) => {
    if (error instanceof MienError && error.status === status) return true;
    throw error;
  };
}
