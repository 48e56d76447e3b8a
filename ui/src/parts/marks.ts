/** @file The vendors' marks Larder may ship: from Simple Icons (CC0); apps without one get their initial. */
import airtable from 'simple-icons/icons/airtable.svg';
import asana from 'simple-icons/icons/asana.svg';
import discogs from 'simple-icons/icons/discogs.svg';
import dropbox from 'simple-icons/icons/dropbox.svg';
import github from 'simple-icons/icons/github.svg';
import googlesheets from 'simple-icons/icons/googlesheets.svg';
import hubspot from 'simple-icons/icons/hubspot.svg';
import jira from 'simple-icons/icons/jira.svg';
import mailchimp from 'simple-icons/icons/mailchimp.svg';
import notion from 'simple-icons/icons/notion.svg';
import quickbooks from 'simple-icons/icons/quickbooks.svg';
import shopify from 'simple-icons/icons/shopify.svg';
import snowflake from 'simple-icons/icons/snowflake.svg';
import stripe from 'simple-icons/icons/stripe.svg';
import telegram from 'simple-icons/icons/telegram.svg';
import trello from 'simple-icons/icons/trello.svg';
import xero from 'simple-icons/icons/xero.svg';
import zendesk from 'simple-icons/icons/zendesk.svg';
import zoho from 'simple-icons/icons/zoho.svg';

/** Address of the bundled mark, by the name a connector gives it. */
export const marks: ReadonlyMap<string, string> = new Map([
  ['airtable', airtable],
  ['asana', asana],
  ['discogs', discogs],
  ['dropbox', dropbox],
  ['github', github],
  ['google_sheets', googlesheets],
  ['hubspot', hubspot],
  ['jira_cloud', jira],
  ['jira_data_center', jira],
  ['mailchimp', mailchimp],
  ['notion', notion],
  ['quickbooks_online', quickbooks],
  ['shopify', shopify],
  ['snowflake', snowflake],
  ['stripe', stripe],
  ['telegram', telegram],
  ['trello', trello],
  ['xero', xero],
  ['zendesk', zendesk],
  ['zoho_crm', zoho],
]);
