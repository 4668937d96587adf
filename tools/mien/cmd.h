// SPDX-License-Identifier: Apache-2.0
// The commands. Each gets its own name as argv[0] and returns the exit status.
#ifndef MIEN_TOOL_CMD_H
#define MIEN_TOOL_CMD_H

int cmd_case(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_hash(int argc, char **argv);
int cmd_index(int argc, char **argv);
int cmd_match(int argc, char **argv);
int cmd_show(int argc, char **argv);

// The commands of `mien index`.
int cmd_index_add(int argc, char **argv); // and remove
int cmd_index_export(int argc, char **argv);
int cmd_index_query(int argc, char **argv);
int cmd_index_stat(int argc, char **argv);

// The commands of `mien case`.
int cmd_case_add(int argc, char **argv);
int cmd_case_export(int argc, char **argv);
int cmd_case_forget(int argc, char **argv);
int cmd_case_new(int argc, char **argv);
int cmd_case_open(int argc, char **argv); // and verify
int cmd_case_recipients(int argc, char **argv);
int cmd_case_show(int argc, char **argv);
int cmd_case_wallet(int argc, char **argv);
int cmd_case_withdraw(int argc, char **argv);

#endif
