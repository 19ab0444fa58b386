/* SPDX-License-Identifier: BSD-2-Clause */
/* Check the files that options name, as far as nothing else does it at the start */
#ifndef SOFTTEED_FILES_H
#define SOFTTEED_FILES_H

/**
 * files_check_key() - refuse a private key where only a public one is needed
 * @path:	the file of option --key, or NULL. If it can't be read, whoever needs it says so
 *
 * Prints an error on failure.
 *
 * Return: 0 or -EINVAL.
 */
int files_check_key(const char *path);

/**
 * files_check_plugins() - check a directory with plugins as the plugin host will
 * @path:	the directory of option --plugins, or NULL
 *
 * Prints an error on failure.
 *
 * Return: 0; -EPERM if others could put a plugin there; -errno.
 */
int files_check_plugins(const char *path);

#endif
