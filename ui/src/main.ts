// Starts the interface: connects to the core, then draws.
import './language';
import { mount } from 'svelte';
import App from './App.svelte';
import { connect } from './ipc/client';
import './styles/index.css';

const target = document.getElementById('app');
if (target) {
  await connect();
  mount(App, { target });
}
