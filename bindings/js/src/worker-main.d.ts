// SPDX-License-Identifier: Apache-2.0
// The script of the Worker: to be run there, for WorkerOptions.worker. It gives nothing.
export {};
