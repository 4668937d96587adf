// SPDX-License-Identifier: Apache-2.0
// The commands. Each gets its own name as argv[0] and returns the exit status.
#ifndef MIEN_TOOL_CMD_H
#define MIEN_TOOL_CMD_H

int cmd_compare(int argc, char **argv);
int cmd_hash(int argc, char **argv);
int cmd_show(int argc, char **argv);

#endif
