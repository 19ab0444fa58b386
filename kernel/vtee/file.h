/* SPDX-License-Identifier: GPL-2.0-only */
/* File operations of a server's fds */
#ifndef VTEE_FILE_H
#define VTEE_FILE_H

struct file;
struct vtee_queue;

struct file *vtee_file_create(struct vtee_queue *queue);

#endif /* VTEE_FILE_H */
